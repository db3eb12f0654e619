// What was typed in a live note and not acknowledged yet, kept in this browser: per item, and per tab that typed it. A tab
// holds a lock on what is its own; what nobody holds is of a tab that died, and is taken over.
import { forgetOthers, read, seal, store, toBytes, toText, unseal, user } from "./kluis.js";

const KEY = "tafel:samen:";
const mine = `${KEY}${user}:`;
const OVER = "over-"; // text that can only be offered: the note it was typed in takes it no more
const SOON = 20; // ms after typing
const SHOWS = 1500; // so long unacknowledged is worth saying

forgetOthers(KEY);

const own = new Set(); // what this tab itself keeps

let queue = Promise.resolve();
const next = (work) => (queue = queue.then(work).catch(() => undefined));

// What one tab keeps of one item. pieces(): the updates that are not acknowledged, now.
export class Bewaarplek {
  #key;
  #pieces;
  #timer;
  #end;
  #ended;
  failed = false; // it does not fit in this browser

  constructor(punt, pieces) {
    this.#key = `${mine}${punt}:${crypto.getRandomValues(new Uint32Array(3)).join("-")}`;
    this.#pieces = pieces;
    own.add(this.#key);
    hold(this.#key, new Promise((done) => (this.#end = done)));
  }

  changed() {
    if (this.#ended) return;
    const empty = !this.#pieces().length;
    if (empty && !store.getItem(this.#key)) return;
    this.#timer ??= setTimeout(() => this.write(), SOON);
  }

  write() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return next(async () => {
      const pieces = this.#pieces();
      if (!pieces.length) {
        store.removeItem(this.#key);
        this.failed = false;
        tell();
      } else this.failed = !(await put(this.#key, { stukken: pieces.map(toText) }));
    });
  }

  // Nothing is left to keep, or somebody else keeps it.
  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    next(() => store.removeItem(this.#key)).then(() => {
      own.delete(this.#key);
      this.#end();
      tell();
    });
  }
}

async function put(key, what) {
  try {
    const since = read(key)?.sinds ?? Date.now();
    store.setItem(key, JSON.stringify({ op: Date.now(), sinds: since, typed: await seal(JSON.stringify(what)) }));
    return true;
  } catch {
    return false;
  }
}

const open = async (key) => JSON.parse(await unseal(read(key).typed));
const tell = () => document.dispatchEvent(new CustomEvent("ot:bewaard"));

function hold(key, until) {
  navigator.locks?.request(key, () => until).catch(() => undefined);
}

// work(punt, pieces) for what tabs left behind that are gone; once it says that it keeps them it is its business. Else they stay.
export async function adopt(work, only) {
  for (const key of Object.keys(store)) {
    if (!key.startsWith(mine) || own.has(key)) continue;
    const [punt, name] = key.slice(mine.length).split(":");
    if (name.startsWith(OVER) || (only && punt !== only)) continue;
    const take = async (lock) => {
      const kept = lock && store.getItem(key) && (await open(key).catch(() => null));
      if (!kept) return;
      if (await work(punt, kept.stukken.map(toBytes))) store.removeItem(key);
    };
    if (navigator.locks) await navigator.locks.request(key, { ifAvailable: true }, take).catch(() => undefined);
    else await take(true);
  }
}

// Of which items a tab that is gone left something it could not send.
export async function listOrphans() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const inUse = new Set([...own, ...held.map(({ name }) => name)]);
  const keys = Object.keys(store).filter((key) => key.startsWith(mine) && !inUse.has(key));
  const names = keys.map((key) => key.slice(mine.length).split(":"));
  return [...new Set(names.filter(([, name]) => !name.startsWith(OVER)).map(([punt]) => punt))];
}

export async function keepText(punt, tekst, melding) {
  const key = `${mine}${punt}:${OVER}${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  await next(() => put(key, { tekst, melding }));
  return key;
}

export async function listTexts(punt) {
  const found = [];
  for (const key of Object.keys(store).filter((key) => key.startsWith(`${mine}${punt}:${OVER}`))) {
    const kept = await open(key).catch(() => null);
    if (kept) found.push({ key, ...kept });
  }
  return found;
}

export function dropText(key) {
  store.removeItem(key);
  tell();
}

// Of which items something is kept that is not just on its way.
export function listUnsent() {
  const keys = Object.keys(store).filter((key) => key.startsWith(mine));
  return new Set(keys.filter((key) => Date.now() - read(key).sinds > SHOWS).map((key) => key.slice(mine.length).split(":")[0]));
}
