// What a Yjs update (v1) adds: reading only the heads of its structs, because a driver that applied every update to a
// document would measure itself. Knows what a plain text holds, and nothing else.

// varuint by varuint over one update
class Lezer {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  id() {
    this.number();
    this.number();
  }

  // UTF-16 units of a string; the bench types ASCII alone
  text() {
    const length = this.number();
    this.at += length;
    return length;
  }
}

const GC = 0;
const DELETED = 1;
const STRING = 4;
const SKIP = 10;

function content(reader, kind) {
  if (kind === STRING) return reader.text();
  if (kind === DELETED) return reader.number();
  throw new Error(`geen platte tekst: soort ${kind}`);
}

// Tells of each stretch of clocks in the update: whose hand, the first clock and how many.
export function eachAdded(bytes, tell) {
  const reader = new Lezer(bytes);
  for (let hands = reader.number(); hands > 0; hands--) {
    let structs = reader.number();
    const hand = reader.number();
    let clock = reader.number();
    for (; structs > 0; structs--) {
      const info = reader.bytes[reader.at++];
      const kind = info & 31;
      let length;
      if (kind === GC || kind === SKIP) length = reader.number();
      else {
        if (info & 128) reader.id();
        if (info & 64) reader.id();
        if (!(info & 192)) {
          if (reader.number() === 1) reader.text();
          else reader.id();
          if (info & 32) reader.text();
        }
        length = content(reader, kind);
      }
      if (kind !== SKIP) tell(hand, clock, length);
      clock += length;
    }
  }
}
