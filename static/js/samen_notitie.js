// One live note: its shared text, and what of it the server has not acknowledged yet. It goes on by itself, also when its item
// is on no screen any more, until all is acknowledged or it is clear that the server will not take it.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector, encodeStateVectorFromUpdate, mergeUpdates } from "yjs";
import { Bewaarplek, keepText } from "./samen_opslag.js";
import { makesRoom, wordsOf } from "./samen_stukken.js";

const REST = 50; // ms between two updates
const UNANSWERED = 200; // while one is on its way the next waits so long for its answer
const ON_THEIR_WAY = 6; // at most
const BATCH = 48_000; // bytes; the server takes 64 kB
const PATIENCE = 10_000; // without an answer it is sent again
const AGAIN = [1000, 2000, 4000, 8000, 15_000, 30_000];
const FULL = 20_000; // somebody else may have made room
const MISSED = 1000; // what comes in another order than it was typed is whole by then
const SERVER = "server"; // where a change came from

// What a refusal means. Not named here: try again later.
const WAITS = ["vol", "groot"]; // what was typed stays, and goes as soon as it fits
const ENDS = ["vast", "lezen"]; // it can still be read
const ANEW = ["hand", "vorm", "gewist", "gat"]; // this document is of no use any more

// ask(event, data, ms): the answer of the server, undefined when none came. on: {changed(), opened(), renewed(), doubted(), gone(),
// offered()}: what whoever shows it wants to hear.
export class Notitie {
  #ask;
  #on;
  #kept;
  #waiting = []; // updates that were not sent, or came back
  #under = new Set(); // batches on their way
  #turn = 0; // of the connection: an answer to an earlier one counts no more
  #opening = false;
  #open = false;
  #timer;
  #last = 0;
  #refused = 0; // times in a row
  #paused = false;
  #gaps = 0;
  #missed; // timer: something that came waits for something that did not
  #ended = false;
  writes = true;
  trouble = ""; // what the server said of what was typed, in words

  constructor(punt, ask, on) {
    this.punt = punt;
    this.#ask = ask;
    this.#on = on;
    this.#kept = new Bewaarplek(punt, () => this.#unacknowledged);
    this.#begin();
  }

  #begin() {
    this.doc = new Doc();
    this.text = this.doc.getText("bespreking");
    this.doc.on("update", (update, origin) => {
      if (origin !== SERVER) this.#add(update);
    });
  }

  get #unacknowledged() {
    return [...[...this.#under].flat(), ...this.#waiting];
  }

  get isSaved() {
    return !this.#waiting.length && !this.#under.size;
  }

  // Nobody ever wrote in it.
  get isUntouched() {
    return !this.doc.store.clients.size;
  }

  get isOpen() {
    return this.#open;
  }

  get isKept() {
    return !this.#kept.failed;
  }

  // What a tab left behind that is gone. Answers whether it is kept here now.
  async take(pieces) {
    for (const piece of pieces) {
      applyUpdate(this.doc, piece, SERVER);
      this.#waiting.push(piece);
    }
    await this.#kept.write();
    const { isKept } = this;
    this.#send();
    this.#on.changed();
    return isKept;
  }

  #add(update) {
    this.#waiting.push(update);
    this.#kept.changed();
    if (this.trouble) this.#retry(1000);
    else this.#send();
    this.#on.changed();
  }

  // Say what may have been missed, and go on. all: also what the server may have lost.
  async connect(all = false) {
    if (this.#ended || this.#opening) return;
    this.#opening = true;
    const turn = ++this.#turn;
    const staat = all ? new Uint8Array([0]) : encodeStateVector(this.doc);
    const answer = await this.#ask("notitie:open", { agendapunt: this.punt, staat }, PATIENCE);
    if (turn !== this.#turn) return;
    this.#opening = false;
    if (!answer) return this.#retry();
    if (!answer.ok) return this.#no(answer);
    const update = new Uint8Array(answer.update);
    applyUpdate(this.doc, update, SERVER);
    if (all) {
      const lacks = encodeStateAsUpdate(this.doc, encodeStateVectorFromUpdate(update));
      this.#waiting = [lacks];
    }
    this.#open = true;
    this.#refused = 0;
    this.#paused = false;
    this.writes = answer.schrijven;
    if (!this.writes) this.trouble = answer.melding;
    else if (!this.#waiting.length) this.trouble = "";
    this.#on.opened();
    if (!this.writes && !this.isSaved) return this.readOnly(this.trouble || "U kunt deze notitie alleen nog lezen.");
    this.#send();
    this.#on.changed();
  }

  disconnect() {
    this.#turn++;
    this.#opening = this.#open = false;
    clearTimeout(this.#timer);
    this.#takeBack();
    this.#on.changed();
  }

  #takeBack() {
    this.#waiting.unshift(...[...this.#under].flat());
    this.#under.clear();
  }

  receive(update) {
    const { isUntouched } = this;
    applyUpdate(this.doc, new Uint8Array(update), SERVER);
    if (isUntouched) this.#on.changed();
    if (this.#isIncomplete) this.#missed ??= setTimeout(() => this.#fetchMissed(), MISSED);
  }

  get #isIncomplete() {
    const { pendingStructs, pendingDs } = this.doc.store;
    return Boolean(pendingStructs || pendingDs);
  }

  #fetchMissed() {
    this.#missed = undefined;
    if (this.#open && this.#isIncomplete) this.openAnew();
  }

  // Something may have been missed.
  openAnew() {
    this.disconnect();
    this.connect();
  }

  // What was in the way is gone: without waiting for the next time.
  goOn() {
    if (!this.#open) return this.connect();
    clearTimeout(this.#timer);
    this.#paused = false;
    this.#send();
  }

  // Now, without waiting for the pause: somebody is about to leave.
  hurry() {
    this.#last = 0;
    this.#send();
  }

  #send() {
    if (!this.#open || this.#paused || !this.#waiting.length || this.#under.size >= (this.trouble ? 1 : ON_THEIR_WAY)) return;
    clearTimeout(this.#timer);
    const rest = this.#last + (this.#under.size ? UNANSWERED : REST) - performance.now();
    if (rest > 0 && this.#last) {
      this.#timer = setTimeout(() => this.#send(), rest);
      return;
    }
    this.#last = performance.now();
    const batch = this.#next();
    this.#under.add(batch);
    const update = batch.length > 1 ? mergeUpdates(batch) : batch[0];
    const turn = this.#turn;
    this.#ask("notitie:wijziging", { agendapunt: this.punt, update }, PATIENCE).then((answer) => {
      if (turn !== this.#turn || !this.#under.has(batch)) return;
      if (!answer?.ok) {
        this.#takeBack();
        return answer ? this.#no(answer) : this.#retry();
      }
      this.#under.delete(batch);
      this.#refused = this.#gaps = 0;
      this.trouble = "";
      this.#kept.changed();
      this.#on.changed();
      this.#send();
    });
    if (this.#waiting.length) this.#send();
  }

  #next() {
    const all = this.#waiting;
    // Into a note that is full goes first what makes room.
    const room = this.trouble ? all.filter((update) => makesRoom(update, all)) : [];
    if (room.length) {
      this.#waiting = all.filter((update) => !room.includes(update));
      return room;
    }
    const batch = [all.shift()];
    for (let size = batch[0].length; all.length && size + all[0].length <= BATCH; size += batch.at(-1).length) batch.push(all.shift());
    return batch;
  }

  #retry(after = AGAIN[Math.min(this.#refused++, AGAIN.length - 1)] * (0.75 + Math.random() / 2)) {
    clearTimeout(this.#timer);
    this.#paused = true;
    this.#timer = setTimeout(() => {
      this.#paused = false;
      if (this.#open) this.#send();
      else this.connect();
    }, after);
    this.#on.changed();
  }

  #no({ reden, melding = "" }) {
    if (reden === "gat" && this.#gaps++ < 2) {
      this.disconnect();
      this.connect(true);
    } else if (WAITS.includes(reden)) {
      this.trouble = melding;
      this.#retry(FULL);
    } else if (ENDS.includes(reden)) this.readOnly(melding);
    else if (ANEW.includes(reden)) this.renew(melding);
    else if (reden === "weg") {
      this.disconnect();
      this.#on.doubted(melding);
    } else this.#retry();
  }

  // What was typed and cannot be stored stands beside the note, as the server has that.
  readOnly(melding) {
    this.writes = false;
    this.trouble = melding;
    if (!this.isSaved) this.#startAnew(melding);
    else if (!this.#open) this.#retry();
    this.#on.changed();
  }

  // The server took this screen out of the note. Why, it says when it is asked again.
  thrownOut(reden) {
    this.disconnect();
    if (ENDS.includes(reden)) this.writes = false;
    if (reden === "weg") this.#on.doubted();
    else this.#retry();
  }

  renew(melding) {
    this.#startAnew(melding);
    this.#on.changed();
  }

  // Not to be seen any more.
  leave(melding) {
    if (this.#ended) return;
    this.#offer(melding);
    this.#on.gone();
  }

  #startAnew(melding) {
    this.#offer(melding);
    this.disconnect();
    this.doc.destroy();
    this.#begin();
    this.#on.renewed();
    // Not at once: a server that refuses each new beginning is not asked a hundred times a second.
    this.#retry();
  }

  #offer(melding) {
    const tekst = wordsOf(this.text, this.#unacknowledged);
    this.#waiting = [];
    this.#under.clear();
    if (!tekst.trim()) return this.#kept.changed();
    keepText(this.punt, tekst, melding).then(() => {
      this.#kept.changed();
      this.#on.offered();
    });
  }

  end() {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#missed);
    this.disconnect();
    this.#kept.end();
    this.doc.destroy();
  }
}
