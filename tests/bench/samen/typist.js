// Somebody who types: a Yjs document of their own, and the updates it makes, made before the clock runs.
import * as Y from "yjs";

const WORDS = "de huisarts belt morgen en wij kijken dan samen hoe het gaat met slapen eten en de medicijnen ";
const JUMP = 0.1; // of the characters: a click somewhere else first

// Repeatable: the same seed types the same.
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class Typist {
  constructor(random) {
    this._random = random;
    this.doc = new Y.Doc();
    this.hand = this.doc.clientID;
    this._text = this.doc.getText("bespreking");
    this._caret = 0;
    this._typed = 0;
    this.doc.on("update", (update) => (this._update = update));
  }

  // Begins from what the note holds.
  open(update) {
    Y.applyUpdate(this.doc, update);
  }

  // One character further; the update to send and its clock.
  type() {
    if (this._random() < JUMP) this._caret = Math.floor(this._random() * (this._text.length + 1));
    const clock = Y.getState(this.doc.store, this.hand);
    this._text.insert(this._caret, WORDS[this._typed++ % WORDS.length]);
    this._caret++;
    return { update: Buffer.from(this._update), clock };
  }

  // A whole text at once.
  write(length) {
    this._text.insert(0, WORDS.repeat(Math.ceil(length / WORDS.length)).slice(0, length));
    return Buffer.from(this._update);
  }
}
