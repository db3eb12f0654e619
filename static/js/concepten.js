// What somebody typed survives a dropped connection, a closed tab, an expired session and a restart of the server: kept per
// form in this browser (kluis.js), for this person only, gone once saved or signed out.
import { forgetOthers, read, seal, store, unseal, user } from "./kluis.js";

const KEY = "tafel:concept:";
const mine = `${KEY}${user}:`;
const keyOf = (form) => mine + (form.dataset.concept || "");
const formOf = (key) => [...document.querySelectorAll("form[data-concept]")].find((form) => keyOf(form) === key);

// One after another, so that an older text never overtakes a newer one. No room, or another key: then there is no draft.
let queue = Promise.resolve();
const next = (work) => (queue = queue.then(work).catch(() => undefined));

const FIELDS = "textarea, input[type=text], input[type=tel], input[type=radio]:checked, select, input[name=versie]";
// Beside somebody else's text (basis) a draft goes back to the version it began with, so that it is compared again.
const valueOf = (field) => (field.name === "versie" && field.form?.elements.basis) || field;
const typedIn = (form) =>
  [...form.querySelectorAll(FIELDS)].filter((field) => field.name).map((field) => [field.name, valueOf(field).value]);

function keep(form) {
  const key = keyOf(form);
  const { van, begin } = form.dataset;
  const typed = JSON.stringify({ velden: typedIn(form), van, begin });
  if (form.dataset.door !== undefined && !form.querySelector("textarea").value.trim()) return drop(key);
  next(async () => store.setItem(key, JSON.stringify({ op: Date.now(), typed: await seal(typed) })));
}

// With it goes the text it came from, unless that became another text meanwhile.
function drop(key) {
  next(async () => {
    const kept = await open(key).catch(() => null);
    store.removeItem(key);
    if (kept?.van && textIn(await open(kept.van)) === kept.begin) store.removeItem(kept.van);
  });
}

const textIn = (kept) => kept?.velden.find(([name]) => name === "tekst")?.[1];

async function open(key) {
  const kept = read(key);
  return kept && JSON.parse(await unseal(kept.typed));
}

// Each form once; what is typed meanwhile wins, and so does what came back refused: it starts from what the writer has now seen.
const refused = new Set();
export function restore(form) {
  if ("hersteld" in form.dataset || waitsForOthers(form)) return;
  form.dataset.hersteld = "";
  const van = !refused.has(keyOf(form)) && takeFrom(form);
  next(async () => {
    const kept = await open(keyOf(form));
    if (refused.delete(keyOf(form)) || "geweigerd" in form.dataset) {
      remember(form, kept);
      keep(form);
    } else if (van) arrive(form, van, kept);
    else if (kept && !("getypt" in form.dataset)) fill(form, kept);
  });
}

// A note that is about to be written in together (samen.js) takes its draft itself, or says that it will not be.
const together = document.querySelector("script[data-samen]");
const waitsForOthers = (form) => together && form.dataset.samen === "wacht" && !("geweigerd" in form.dataset);
document.addEventListener("ot:alleen", ({ target: form }) => restore(form));
document.addEventListener("ot:samen", ({ target: form, detail: take }) => {
  const key = keyOf(form);
  next(async () => {
    await take(textIn(await open(key).catch(() => null)) ?? "");
    store.removeItem(key);
  });
});

function remember(form, kept) {
  if (kept?.van) form.dataset.van = kept.van;
  if (kept?.begin !== undefined) form.dataset.begin = kept.begin;
}

function fill(form, kept) {
  remember(form, kept);
  let changed = false;
  for (const [name, value] of kept.velden) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && field.value !== value) {
      field.value = value;
      changed = true;
    }
  }
  if (changed) show(form);
}

function show(form) {
  const note = form.querySelector("[data-concept-melding]");
  if (note) note.hidden = false;
  // The meter of the room left goes by what is in the field now.
  form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
}

// A form that passes its text on (data-door) keeps its draft until the form it led to is saved.
let passed; // its key
function takeFrom(form) {
  if (!passed || form.dataset.door !== undefined || !form.elements.tekst) return undefined;
  const from = passed;
  passed = undefined;
  return from;
}

function arrive(form, van, kept) {
  const field = form.elements.tekst;
  const before = textIn(kept)?.trim();
  const begin = field.value;
  if (kept?.van === van && kept.begin === begin) fill(form, kept);
  else if (before && !kept.van && !begin.includes(before)) {
    // Something else was waiting here: neither of the two is lost.
    field.value = `${before}\n${begin}`;
    show(form);
  }
  form.dataset.van = van;
  form.dataset.begin = begin;
  keep(form);
}

// A thread that closed meanwhile has no field any more: what was typed there stands beside it, until the writer throws it
// away. Who closed it themselves (data-weg) needs it no more. An address that ends in '#' has a draft for every line of a
// note: there stand those of the other lines.
const PARTS = ["", "/doorgeven", "/sluiten"];
export function showLoose(note) {
  const begin = mine + note.dataset.conceptLos;
  const keys = begin.endsWith("#")
    ? Object.keys(store).filter((key) => key.startsWith(begin))
    : PARTS.map((part) => begin + part);
  if ("weg" in note.dataset) keys.forEach(drop);
  next(async () => {
    const typed = [];
    for (const key of keys.filter((key) => !formOf(key))) {
      const kept = await open(key).catch(() => null);
      typed.push(...(kept?.velden ?? []).filter(([name, value]) => WORDS.includes(name) && value.trim()));
    }
    note.hidden = typed.length === 0;
    note.querySelector(".typte").textContent = typed.map(([, value]) => value).join("\n");
  });
  note.querySelector("button").onclick = () => {
    keys.filter((key) => !formOf(key)).forEach(drop);
    note.hidden = true;
  };
}
const WORDS = ["tekst", "woord", "reden", "uitkomst", "terugkoppeling", "deel"];

// Which forms under this address hold text that was typed and not saved.
export async function listKept(address) {
  const found = [];
  for (const key of Object.keys(store).filter((key) => key.startsWith(mine + address))) {
    const kept = await open(key).catch(() => null);
    if (kept?.velden.some(([name, value]) => WORDS.includes(name) && value.trim())) found.push(key);
  }
  return found;
}

forgetOthers(KEY);

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-concept]");
  if (!form) return;
  form.dataset.getypt = "";
  keep(form);
});

// A form sent without htmx. An answer after a redirect that is not that form again: it was taken. An answer to the POST
// itself: refused, or passed on. Anything else (no connection, the page to sign in): what was typed waits.
const SENT = "tafel:verzonden";
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (user && sent) {
  const here = formOf(sent);
  const answered = "gepost" in document.body.dataset;
  const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  if (here && answered) refused.add(sent);
  else if (answered && redirected) passed = sent;
  else if (redirected && !here) drop(sent);
}
document.addEventListener("submit", ({ target: form, submitter }) => {
  if (!form.dataset.concept || form.hasAttribute("hx-post") || submitter?.hasAttribute("hx-post")) return;
  sessionStorage.setItem(SENT, keyOf(form));
});

// A saved or cancelled form takes its draft along; Escape only closes it, and what was typed waits for next time.
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const form = sourceElement?.closest?.("form[data-concept]");
  if (!form || !response) return;
  const ok = response.status < 300;
  if (form.dataset.door !== undefined) {
    if (!ok) return;
    passed = keyOf(form);
    form.querySelector("textarea").value = "";
    return;
  }
  const cancelled = sourceElement.dataset.annuleer !== undefined && form.dataset.bewaar === undefined;
  const no = response.status === 409 || response.status === 422;
  if (no && sourceElement === form) refused.add(keyOf(form));
  else if (ok && cancelled) giveBack(form);
  else if (ok && sourceElement === form) {
    // What went along from another form (data-met) was taken with it.
    const along = form.dataset.met ? document.querySelectorAll(form.dataset.met) : [];
    for (const taken of [form, ...along]) drop(keyOf(taken));
  }
});

// Cancelled is not thrown away: what came from the other form goes back to it.
function giveBack(form) {
  const source = form.dataset.van && formOf(form.dataset.van);
  next(() => store.removeItem(keyOf(form)));
  if (source) {
    delete source.dataset.hersteld;
    delete source.dataset.getypt;
    restore(source);
  }
}
