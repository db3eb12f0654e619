// The text area of a live note, bound to the shared text (Y.Text): what is typed goes in, what others type comes out, and the
// cursor stays with the words it stood at. What the browser did to the field is found by comparing, so dictation, correction
// and input methods work as they do in any field.
import { UndoManager } from "yjs";
import { clean, difference, goOnWithList, inPieces, moveBy } from "./samen_tekst.js";

const TOGETHER = 700; // ms; typed without a longer pause, it is undone at once
const PIECE = 8000; // one update stays far below what the server takes
const GROWS = CSS.supports("field-sizing", "content");

export class Veld {
  #field;
  #text;
  #typed; // called after each change of one's own
  shown; // what the field held when it was last compared
  #behind = []; // what others did since, not shown yet
  #composing = false;
  #undo;
  #stop = new AbortController();
  #observe;

  // shown: what is in the field goes in with what differs from the shared text (begin: the text it was before).
  constructor(field, text, typed) {
    this.#field = field;
    this.#text = text;
    this.#typed = typed;
    this.#undo = new UndoManager(text, { trackedOrigins: new Set([this]), captureTimeout: TOGETHER });
    this.shown = text.toString();
    this.#show(difference(field.value, this.shown, 0));
    this.#observe = ({ delta }, { origin }) => {
      if (origin === this) return;
      this.#behind.push(delta);
      this.#catchUp(origin === this.#undo);
    };
    text.observe(this.#observe);
    const on = (kind, work) => field.addEventListener(kind, work, { signal: this.#stop.signal });
    on("input", (event) => this.#changed(event));
    on("compositionstart", () => (this.#composing = true));
    // The last input of it comes before or after, by browser.
    on("compositionend", () => {
      this.#composing = false;
      queueMicrotask(() => this.take());
    });
    on("blur", () => {
      this.#composing = false;
      this.take();
    });
    on("beforeinput", (event) => {
      if (event.inputType === "historyUndo" || event.inputType === "historyRedo") this.#takeBack(event, event.inputType === "historyRedo");
    });
    on("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "z") this.#takeBack(event, event.shiftKey);
      else if (key === "y") this.#takeBack(event, true);
    });
    this.#grow();
  }

  // Whether it holds something that is not in the shared text yet.
  get holdsMore() {
    return this.#field.value !== this.shown;
  }

  end() {
    this.#composing = false;
    if (!this.#field.readOnly) this.take();
    this.#stop.abort();
    this.#text.unobserve(this.#observe);
    this.#undo.destroy();
  }

  #changed(event) {
    if (this.#composing || event.isComposing) return this.#typed();
    if (/^insert(LineBreak|Paragraph)$/.test(event.inputType)) {
      const more = goOnWithList(this.#field.value, this.#field.selectionStart);
      if (more) this.#field.setRangeText(more.text, more.from, more.to, "end");
    }
    this.take();
    if (event.inputType === "insertLineBreak") this.#undo.stopCapturing();
    this.#typed();
    this.#grow();
  }

  // What is in the field goes into the shared text.
  take() {
    if (!this.#composing && (this.holdsMore || this.#behind.length)) this.#catchUp(false);
  }

  #catchUp(undone) {
    if (this.#composing) return;
    const behind = this.#behind.flat();
    const deltas = this.#behind;
    this.#behind = [];
    const field = this.#field;
    const own = difference(this.shown, field.value, field.selectionEnd);
    if (!own) return this.#showOthers(deltas, undone);
    let caret = field.selectionEnd;
    // Only what is new: what stands in the note already is not taken out and put back, which two screens would do twice.
    const before = own.ins.slice(0, Math.max(0, caret - own.at));
    const dropped = own.ins.length - clean(own.ins).length;
    if (caret >= own.at + own.ins.length) caret -= dropped;
    else caret -= before.length - clean(before).length;
    own.ins = clean(own.ins);
    const move = (place) => deltas.reduce(moveBy, place);
    const at = move(own.at);
    if (caret < own.at) caret = move(caret);
    else if (caret <= own.at + own.ins.length) caret += at - own.at;
    else caret = move(caret - own.ins.length + own.del) + own.ins.length - own.del;
    this.#put(own, at, behind.length > 0);
    this.shown = this.#text.toString();
    if (field.value === this.shown) return;
    this.#show(difference(field.value, this.shown, 0));
    if (document.activeElement === field) field.setSelectionRange(caret, caret);
  }

  #put({ at: from, del, ins }, at, moved) {
    const gone = this.shown.slice(from, from + del);
    const pieces = [...inPieces(ins, PIECE)];
    const { doc } = this.#text;
    doc.transact(() => {
      // Of what others changed meanwhile only what is still as it was is taken away.
      if (del && (!moved || this.#text.toString().startsWith(gone, at))) this.#text.delete(at, del);
      if (pieces.length) this.#text.insert(at, pieces[0]);
    }, this);
    pieces.slice(1).forEach((piece, i) => {
      at += pieces[i].length;
      doc.transact(() => this.#text.insert(at, piece), this);
    });
  }

  #showOthers(deltas, undone) {
    const field = this.#field;
    const height = field.scrollHeight;
    const outside = field.offsetHeight;
    const { selectionStart, selectionDirection, scrollTop } = field;
    let first = Infinity;
    let last = 0;
    for (const delta of deltas) {
      let at = 0;
      for (const { retain = 0, insert = "", delete: gone = 0 } of delta) {
        at += retain;
        if (!retain) {
          field.setRangeText(insert, at, at + gone, "preserve");
          first = Math.min(first, at);
          at += insert.length;
          last = at;
        }
      }
    }
    this.shown = this.#text.toString();
    if (field.value !== this.shown) this.#show(difference(field.value, this.shown, 0));
    const active = document.activeElement === field;
    if (active && undone) field.setSelectionRange(last, last);
    else if (active && field.selectionStart !== field.selectionEnd) {
      field.setSelectionRange(field.selectionStart, field.selectionEnd, selectionDirection);
    }
    this.#grow();
    // The line somebody is at stays where it is on the screen.
    const above = active && !undone && first < selectionStart;
    field.scrollTop = scrollTop + (above && scrollTop ? field.scrollHeight - height : 0);
    if (above) scrollBy(0, field.offsetHeight - outside);
  }

  #show(change) {
    if (change) this.#field.setRangeText(change.ins, change.at, change.at + change.del, "preserve");
  }

  #takeBack(event, again) {
    event.preventDefault();
    if (this.#composing || this.#field.readOnly) return;
    this.take();
    if (again) this.#undo.redo();
    else this.#undo.undo();
    this.#typed();
  }

  #grow() {
    if (GROWS) return;
    const { scrollTop } = this.#field;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight + 4}px`;
    this.#field.scrollTop = scrollTop;
  }
}

