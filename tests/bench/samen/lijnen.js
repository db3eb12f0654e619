// One open screen on either server, speaking its real protocol over a raw websocket: open a note, send an update, hear of
// others' updates and of what the server acknowledged.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";

const OPEN_WITHIN = 30_000;

class Lijn {
  constructor() {
    this.weg = false;
    this.onChange = () => {}; // (update)
    this.onAck = () => {}; // (key of the update, reason why it was refused or "")
  }

  _dial(address, headers) {
    this._socket = new WebSocket(address, { headers, perMessageDeflate: false, skipUTF8Validation: true });
    this._socket.binaryType = "nodebuffer";
    this._socket.on("message", (data, binary) => this._hear(data, binary));
    this._socket.on("close", () => this._lost(new Error("de server hing op")));
    this._socket.on("error", (error) => this._lost(error));
  }

  _lost(error) {
    this.weg = true;
    this._fail?.(error);
  }

  // One thing at a time is waited for: connected, opened, closed.
  _wait(what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this._fail(new Error(`${what}: geen antwoord`)), OPEN_WITHIN);
      const settle = (how) => (value) => {
        clearTimeout(timer);
        this._done = this._fail = undefined;
        how(value);
      };
      this._done = settle(resolve);
      this._fail = settle(reject);
    });
  }

  hangUp() {
    this._socket.terminate();
  }
}

// The Overlegtafel: Engine.IO 4 and Socket.IO 5 over a websocket, updates as binary attachments.
export class OnzeLijn extends Lijn {
  async connect(server, cookie) {
    this._binary = null; // the event or answer whose attachment comes next
    this._next = 0;
    this._waiting = new Map(); // number of the question: key of the update, or a function
    const http = `http://${server}`;
    this._dial(`ws://${server}/socket.io/?EIO=4&transport=websocket`, { Cookie: cookie, Origin: http, "User-Agent": "bench" });
    await this._wait("verbinden");
  }

  _hear(data, binary) {
    if (binary) {
      const { type, number, what } = this._binary;
      this._binary = null;
      this._take(type, number, what, data);
      return;
    }
    const text = data.toString("latin1");
    const type = text[0];
    if (type === "0") return this._socket.send("40");
    if (type === "2") return this._socket.send("3");
    if (type !== "4") return undefined;
    const packet = text[1];
    if (packet === "0") return this._done?.();
    if (packet === "1" || packet === "4") return this._lost(new Error(`geweigerd: ${text}`));
    const from = text.indexOf("[");
    const head = text.slice(2, from);
    // "1-" before the number: one attachment follows.
    const dash = head.indexOf("-");
    const parsed = { type: packet, number: Number(head.slice(dash + 1) || -1), what: text.slice(from) };
    if (dash > 0) this._binary = parsed;
    else this._take(parsed.type, parsed.number, parsed.what, null);
    return undefined;
  }

  _take(type, number, what, bytes) {
    if (type === "2" || type === "5") {
      if (what.startsWith('["notitie:wijziging"')) this.onChange(bytes);
      else if (what.startsWith('["notitie:weg"') || what.startsWith('["notitie:opnieuw"')) this._lost(new Error(what));
      else if (what.startsWith('["notitie:bij"')) this.bij = (this.bij ?? 0) + 1;
      return;
    }
    const asked = this._waiting.get(number);
    this._waiting.delete(number);
    if (typeof asked === "function") asked(JSON.parse(Buffer.from(what, "latin1"))[0], bytes);
    else this.onAck(asked, what.includes('"ok":true') ? "" : (/"reden":"(\w+)"/.exec(what)?.[1] ?? "?"));
  }

  _ask(event, fields, bytes, answer) {
    const number = this._next++;
    this._waiting.set(number, answer);
    if (bytes) {
      this._socket.send(`451-${number}["${event}",{"agendapunt":"${this.note}",${fields}}]`);
      this._socket.send(bytes, { binary: true });
    } else this._socket.send(`42${number}["${event}",{"agendapunt":"${this.note}"${fields}}]`);
  }

  // The whole note as an update.
  async open(note) {
    this.note = note;
    const opened = this._wait("openen");
    this._ask("notitie:open", '"staat":{"_placeholder":true,"num":0}', Buffer.from([0]), (answer, bytes) =>
      answer.ok ? this._done?.(bytes) : this._fail?.(new Error(`openen: ${JSON.stringify(answer)}`)),
    );
    return opened;
  }

  send(update, key) {
    this._ask("notitie:wijziging", '"update":{"_placeholder":true,"num":0}', update, key);
  }

  async leave() {
    const left = this._wait("sluiten");
    this._ask("notitie:dicht", "", null, () => this._done?.());
    await left;
  }
}

const SYNC = 0;
const AUTH = 2;
const SYNC_REPLY = 4;
const CLOSE = 7;
const SYNC_STATUS = 8;

// Hocuspocus, as its provider speaks: each message names the document; an update is answered by a status, in order.
export class HocusLijn extends Lijn {
  async connect(server) {
    this._sent = []; // keys of the updates not answered yet, oldest first
    this._from = 0;
    this._dial(`ws://${server}/`, {});
    this._socket.on("open", () => this._done?.());
    await this._wait("verbinden");
  }

  _message(type, write) {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, this.note);
    encoding.writeVarUint(encoder, type);
    write(encoder);
    this._socket.send(encoding.toUint8Array(encoder), { binary: true });
  }

  _hear(data) {
    const decoder = decoding.createDecoder(data);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC || type === SYNC_REPLY) this._sync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
    else if (type === SYNC_STATUS) this._acked(decoding.readVarUint(decoder));
    else if (type === AUTH && decoding.readVarUint(decoder) === 1) this._lost(new Error("geweigerd"));
    else if (type === CLOSE) this._done?.();
  }

  _sync(step, bytes) {
    if (step === 2) this.onChange(bytes);
    else if (step === 1) this._done?.(bytes);
    else this._put(1, new Uint8Array([0, 0]), null); // what it asks of us: nothing that it lacks
  }

  _acked(stored) {
    const key = this._sent[this._from++];
    if (this._from > 1000) {
      this._sent = this._sent.slice(this._from);
      this._from = 0;
    }
    if (key !== null) this.onAck(key, stored ? "" : "lezen");
  }

  async open(note) {
    this.note = note;
    const opened = this._wait("openen");
    this._message(AUTH, (encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, "");
      encoding.writeVarString(encoder, "4.7.0");
    });
    this._message(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
    });
    return opened;
  }

  _put(step, update, key) {
    this._sent.push(key);
    this._message(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint8Array(encoder, update);
    });
  }

  send(update, key) {
    this._put(2, update, key);
  }

  async leave() {
    const left = this._wait("sluiten");
    this._message(CLOSE, () => {});
    await left;
  }
}
