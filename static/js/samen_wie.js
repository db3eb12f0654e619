// Who else has this note open, and who is typing: in words. Only ids come over the socket; the names are asked for over HTTP.
import { joinNames } from "./samen_tekst.js";

const SAYS_AGAIN = 2500; // that somebody goes on typing
const STOPS = 3000; // after the last key
const FORGOTTEN = 6000; // typing that was not said again
const HERE = 60_000; // every so often it is said that this screen is there
const GONE = 150_000; // a screen that says nothing for so long is not there
const ASKS_AGAIN = 5000; // who is there, after the connection came: not everybody was back by then
const TALKS = 5000; // at most so often something is read aloud

const names = new Map(); // of people, by id
const asked = new Set();

export class Wie {
  #tell;
  #me;
  #url;
  #show;
  #screens = new Map(); // {wie, typt, op, sinds, keren} by screen; keren: times it was answered
  #timers = [];
  #typing;
  #again; // timer
  #paused = false;
  #said = 0;

  // show(words, aloud): aloud only when somebody came or went.
  constructor({ tell, me, url, show }) {
    this.#tell = tell;
    this.#me = me;
    this.#url = url;
    this.#show = show;
    this.#timers = [setInterval(() => this.#tidy(), 1000), setInterval(() => this.#here({}), HERE)];
  }

  // The connection is new: who is there says so again.
  begin() {
    this.#paused = false;
    this.#screens.clear();
    this.#here({});
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#here({}), ASKS_AGAIN);
    this.#draw();
  }

  // Without a connection nobody knows who is there.
  pause() {
    this.#paused = true;
    this.#screens.clear();
    this.#draw();
  }

  #here({ antwoord = false }) {
    this.#tell({ typt: Boolean(this.#typing), antwoord });
  }

  hear({ wie, scherm, typt, antwoord }) {
    const op = Date.now();
    const { sinds = op, keren = 0 } = this.#screens.get(scherm) ?? {};
    // Who came asks twice.
    const asks = !antwoord && (!keren || (keren === 1 && op - sinds > ASKS_AGAIN - 1000));
    this.#screens.set(scherm, { wie, typt, op, sinds, keren: keren + asks });
    // Many are asked at once: not all answer in the same moment.
    if (asks) this.#timers.push(setTimeout(() => this.#here({ antwoord: true }), Math.random() * 400));
    this.#draw();
  }

  left(scherm) {
    if (this.#screens.delete(scherm)) this.#draw();
  }

  typed() {
    const again = Date.now() - this.#said > SAYS_AGAIN;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#typing = undefined;
      this.#said = 0;
      this.#here({});
    }, STOPS);
    if (!again) return;
    this.#said = Date.now();
    this.#here({});
  }

  end() {
    clearTimeout(this.#typing);
    clearTimeout(this.#again);
    this.#timers.forEach(clearInterval);
  }

  #tidy() {
    const before = this.#screens.size;
    for (const [scherm, { op }] of this.#screens) if (Date.now() - op > GONE) this.#screens.delete(scherm);
    if (before || this.#words || this.#aloud) this.#draw();
  }

  #words = "";
  #aloud = "";
  #talked = 0;

  #draw() {
    const screens = [...this.#screens.values()].filter(({ wie }) => wie !== this.#me);
    const ids = [...new Set(screens.map(({ wie }) => wie))];
    const unknown = ids.filter((id) => !names.has(id) && !asked.has(id));
    if (unknown.length) this.#fetch(unknown);
    const known = (list) => [...new Set(list.map(({ wie }) => names.get(wie)))].filter(Boolean).sort();
    const here = known(screens);
    const typing = known(screens.filter(({ typt, op }) => typt && Date.now() - op < FORGOTTEN));
    const beside = here.filter((name) => !typing.includes(name));
    const say = (list, one, more) => (list.length ? `${joinNames(list)} ${list.length > 1 ? more : one}.` : "");
    const present = say(here, "schrijft mee", "schrijven mee");
    const busy = [say(typing, "typt", "typen"), say(beside, "is er ook", "zijn er ook")].filter(Boolean).join(" ");
    const words = typing.length ? busy : present;
    let aloud;
    // A connection that is away for a moment is no news of who is there.
    if (!this.#paused && present !== this.#aloud && Date.now() - this.#talked > TALKS) {
      aloud = present || "Niemand anders schrijft nog mee.";
      this.#aloud = present;
      this.#talked = Date.now();
    }
    if (words === this.#words && aloud === undefined) return;
    this.#words = words;
    this.#show(words, aloud);
  }

  async #fetch(ids) {
    for (const id of ids) asked.add(id);
    const question = new URLSearchParams(ids.map((id) => ["id", id]));
    const answer = await fetch(`${this.#url}?${question}`, { headers: { "X-Vanzelf": "1" }, cache: "no-store" }).catch(() => undefined);
    const told = answer?.ok ? await answer.json().catch(() => ({})) : {};
    for (const id of ids) if (told[id]) names.set(id, told[id]);
    // Without an answer it is asked once more, later.
    setTimeout(() => ids.forEach((id) => asked.delete(id)), GONE);
    this.#draw();
  }
}
