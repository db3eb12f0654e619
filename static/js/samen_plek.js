// The note on the page: its field or the text to read, how it stands with it in words, and what could not be saved.
import { dropText, keepText, listTexts } from "./samen_opslag.js";
import { carryOver, clean, difference } from "./samen_tekst.js";
import { Veld } from "./samen_veld.js";
import { Wie } from "./samen_wie.js";

const CALM = 400; // ms; 'saved' is not said between two keys
const BREAK = 4000; // a connection that is back by then is not worth saying aloud
const ME = "eigen"; // where a change came from that is not to be undone
const STATES = {
  opgeslagen: "✓ Opgeslagen",
  leeg: "Nog niets opgeschreven",
  bezig: "Wordt opgeslagen",
  niet: "Nog niet opgeslagen",
  weg: "Niet verbonden. Wat u typt wordt op dit apparaat bewaard.",
  vol: "Niet verbonden. Laat dit venster open: op dit apparaat is geen plaats om te bewaren wat u typt.",
  lezen: "U leest mee.",
};

export class Plek {
  #form;
  #field;
  #veld;
  #reading;
  #begin; // the text the field began with, as the server has it
  #ask;
  #calm;
  #broken; // timer: the connection is away for a while
  #told = false; // that it was away
  #sending = false; // as a form
  #follows; // stops showing the shared text to a reader

  constructor(part, note, ask) {
    this.part = part;
    this.note = note;
    this.punt = note.punt;
    this.#ask = ask;
    this.#form = part.querySelector("form[data-notitie]");
    this.#field = this.#form?.elements.tekst;
    this.#reading = part.querySelector("[data-samen-lezen]");
    this.#begin = this.#field?.defaultValue;
    this.showOffered();
    this.#form?.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
      this.#sending = ctx.sourceElement === this.#form && this.#field.value;
    });
    this.#form?.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      // Saved as a form: from now on it can be a live note after all.
      if (this.#sending !== false && ctx.response?.status === 200) this.#begin = this.#sending;
      this.#sending = false;
      if (note.isOpen) this.opened();
    });
  }

  end() {
    this.#veld?.end();
    this.who?.end();
    clearTimeout(this.#calm);
    clearTimeout(this.#broken);
    this.#follows?.();
  }

  take() {
    this.#veld?.take();
  }

  // No connection: it is a form, with a button, and with what was typed here before.
  alone() {
    if (this.#veld || !this.#form || this.#form.dataset.samen !== "wacht") return;
    this.#form.dataset.samen = "uit";
    this.#form.dispatchEvent(new CustomEvent("ot:alleen", { bubbles: true }));
  }

  // The shared text is here.
  opened() {
    if (this.#reading) return this.#read();
    if (!this.#field) return;
    if (this.#form.dataset.samen !== "aan" && !this.#bind()) return;
    if (!this.#veld) this.#join();
    this.who.begin();
    this.draw();
  }

  #bind() {
    const { value } = this.#field;
    const form = this.#form;
    // Two texts are on the screen, or the form was filled in without a connection: first that is saved.
    if ("geweigerd" in form.dataset || this.#sending !== false || (form.dataset.samen === "uit" && value !== this.#begin)) return false;
    const draft = async (text) => {
      if (!text.trim() || text === value || text === this.#begin) return;
      await keepText(this.punt, text, "Dit had u eerder getypt en nog niet opgeslagen.");
      this.showOffered();
    };
    form.dispatchEvent(new CustomEvent("ot:samen", { bubbles: true, detail: draft }));
    form.dataset.samen = "aan";
    delete form.dataset.concept;
    delete form.dataset.getypt;
    this.#field.addEventListener("input", () => this.draw());
    this.who = new Wie({
      tell: (data) => this.note.writes && this.#ask("notitie:hier", { agendapunt: this.punt, ...data }, BREAK),
      me: this.part.dataset.ik,
      url: this.part.dataset.wie,
      show: (words, aloud) => {
        this.#put("wie", words);
        if (aloud !== undefined) this.#put("zeg", aloud);
      },
    });
    return true;
  }

  // What was typed before the shared text came goes in, in its place.
  #join() {
    const { text, doc } = this.note;
    const newest = text.toString();
    const change = difference(newest, carryOver(this.#begin, this.#field.value, newest));
    if (change) {
      change.ins = clean(change.ins);
      doc.transact(() => {
        text.delete(change.at, change.del);
        text.insert(change.at, change.ins);
      }, ME);
    }
    this.#veld = new Veld(this.#field, text, () => this.who?.typed());
  }

  #read() {
    const { text } = this.note;
    // What was made of a line stands behind it as long as the line is there.
    const marked = new Map();
    for (const line of this.#reading.querySelectorAll("[data-leesregel]")) {
      marked.set(line.querySelector("[data-woorden]").textContent, line);
    }
    const show = () => {
      const words = text.toString();
      const lines = words.split("\n").flatMap((line) => ["\n", marked.get(line)?.cloneNode(true) ?? line]);
      this.#reading.replaceChildren(...lines.slice(1));
      this.#reading.hidden = !words;
      this.part.querySelector("[data-samen-leeg]").hidden = Boolean(words);
    };
    this.#follows?.();
    text.observe(show);
    this.#follows = () => text.unobserve(show);
    show();
  }

  // Another document: what is typed until it is here goes in then; what was in the field before is the server's to say.
  renewed() {
    if (!this.#veld) return;
    this.#begin = this.#veld.shown;
    this.#veld.end();
    this.#veld = undefined;
    this.#state("bezig");
  }

  gone() {
    this.end();
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = "Dit agendapunt is voor u niet meer te zien.";
    this.part.replaceChildren(line);
    delete this.part.dataset.samen;
    this.#field = this.#form = this.#reading = this.#veld = undefined;
  }

  #put(what, words) {
    const line = this.#form?.querySelector(`[data-${what}]`);
    if (line && line.textContent !== words) line.textContent = words;
  }

  // How it stands: only what is acknowledged is called saved.
  draw() {
    if (!this.#veld) return;
    const { note } = this;
    this.#field.readOnly = !note.writes;
    this.#put("fout", note.trouble);
    clearTimeout(this.#calm);
    if (!note.isOpen) this.who.pause();
    if (!note.writes) this.#state("lezen");
    else if (!note.isOpen) this.#state("weg");
    else if (note.trouble) this.#state("niet");
    else if (!note.isSaved || this.#veld.holdsMore) this.#state("bezig");
    else if (note.isUntouched) this.#state("leeg");
    else if (this.#form.dataset.stand === "bezig") this.#calm = setTimeout(() => this.#state("opgeslagen"), CALM);
    else this.#state("opgeslagen");
  }

  #state(state) {
    const words = STATES[state === "weg" && !this.note.isKept ? "vol" : state];
    this.#form.dataset.stand = state;
    this.#put("stand", words);
    clearTimeout(this.#broken);
    if (state === "weg" && !this.#told) {
      this.#broken = setTimeout(() => {
        this.#told = true;
        this.#put("zeg", words);
      }, BREAK);
    } else if (["opgeslagen", "leeg"].includes(state) && this.#told) {
      this.#told = false;
      const apart = document.getElementById("samen-over");
      this.#put("zeg", `Weer verbonden. ${apart ? "Een deel van uw tekst is niet opgeslagen en staat apart." : "Alles is opgeslagen."}`);
    }
  }

  // What the note would not take any more: to read, to copy, to put at the end of it, or to throw away.
  async showOffered() {
    const texts = await listTexts(this.punt);
    let box = document.getElementById("samen-over");
    if (!texts.length) return box?.remove();
    if (!box) {
      box = document.createElement("section");
      box.id = "samen-over";
      box.className = "let-op samen-over";
      box.setAttribute("aria-label", "Niet opgeslagen tekst");
    }
    box.replaceChildren(...texts.map((text) => this.#offer(text)));
    if (this.part.isConnected && this.part.dataset.samen) this.part.prepend(box);
    else document.getElementById("melding").before(box);
  }

  #offer({ key, tekst, melding }) {
    const one = document.createElement("div");
    const why = document.createElement("p");
    why.setAttribute("role", "alert");
    why.textContent = `${melding} Deze tekst van u is niet opgeslagen:`;
    const words = document.createElement("p");
    words.className = "typte";
    words.textContent = tekst;
    const buttons = document.createElement("div");
    buttons.className = "knoppen";
    const button = (label, work) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "govuk-button govuk-button--secondary";
      made.textContent = label;
      made.addEventListener("click", work);
      buttons.append(made);
    };
    const done = () => {
      dropText(key);
      one.remove();
      const box = document.getElementById("samen-over");
      if (!box?.childElementCount) box?.remove();
    };
    if (this.#field && this.note.writes) {
      button("Zet onderaan in de notitie", () => {
        if (!this.#veld || !this.note.writes) return;
        const { text } = this.note;
        text.insert(text.length, clean(`${text.length ? "\n" : ""}${tekst.trim()}`));
        done();
        this.#field.focus();
      });
    }
    if (navigator.clipboard) button("Kopieer", () => navigator.clipboard.writeText(tekst));
    button("Weg ermee", done);
    one.append(why, words, buttons);
    return one;
  }
}
