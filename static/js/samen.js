// Writing together: the note on the page is bound to its shared text as soon as the server answers, and until then, or without
// a connection, it is the form it always was.
import { socket } from "./live.js";
import { Notitie } from "./samen_notitie.js";
import { adopt } from "./samen_opslag.js";
import { survives } from "./kluis.js";
import { Plek } from "./samen_plek.js";

const WITHOUT = 8000; // ms; no live note by then: the form, with its button
const SETTLES = 3000; // what leaves the page waits so long for what was typed

socket.io.reconnectionDelayMax(5000);

const notes = new Map(); // live notes by item: the one on the page, and those that still have something to send
let plek; // where the note is on this page
let timer;

// The answer, or undefined when none came.
function ask(event, data, ms) {
  if (!socket.connected) return Promise.resolve();
  return new Promise((done) => socket.timeout(ms).emit(event, data, (error, answer) => done(error ? undefined : answer)));
}

function noteOf(punt) {
  if (notes.has(punt)) return notes.get(punt);
  const note = new Notitie(punt, ask, {
    changed: () => (isShown(punt) ? plek.draw() : letGo(punt)),
    opened() {
      if (!isShown(punt)) return;
      clearTimeout(timer);
      plek.opened();
    },
    renewed: () => isShown(punt) && plek.renewed(),
    offered: () => isShown(punt) && plek.showOffered(),
    doubted: (melding) => doubt(note, melding),
    gone() {
      if (isShown(punt)) plek.gone();
      drop(punt);
    },
  });
  notes.set(punt, note);
  note.connect();
  return note;
}

const isShown = (punt) => plek?.punt === punt;

// Not on the page, and nothing left to send: then it is over.
function letGo(punt) {
  const note = notes.get(punt);
  if (!note || isShown(punt) || !note.isSaved) return;
  drop(punt);
}

function drop(punt) {
  const note = notes.get(punt);
  notes.delete(punt);
  note?.end();
  ask("notitie:dicht", { agendapunt: punt }, SETTLES);
}

// Put out of a note: because it may not be seen, or because this session is locked or ended? The page asks, as it does for
// all it shows.
async function doubt(note, melding = "Dit agendapunt is voor u niet meer te zien.") {
  document.body.dispatchEvent(new CustomEvent("ot:sessie"));
  const answer = await fetch(`/wacht?punt=${note.punt}`, { cache: "no-store" }).catch(() => undefined);
  if (answer?.status === 404) note.leave(melding);
  else note.thrownOut("later");
}

function look() {
  const part = document.querySelector("#notitie-deel[data-samen]");
  if (plek?.part === part) return;
  const before = plek;
  plek = undefined;
  before?.end();
  if (before) letGo(before.punt);
  if (!part) return;
  const punt = part.dataset.samen;
  plek = new Plek(part, noteOf(punt), ask);
  if (plek.note.isOpen) plek.opened();
  clearTimeout(timer);
  timer = setTimeout(() => plek?.part === part && plek.alone(), WITHOUT);
  bringBack(punt);
}

// What a tab that is gone could not send any more goes now, from wherever this person is.
const bringBack = (only) => adopt((punt, pieces) => noteOf(punt).take(pieces), only).then(() => [...notes.keys()].forEach(letGo));

socket.on("connect", () => {
  for (const note of notes.values()) note.connect();
  bringBack();
});
socket.on("disconnect", () => {
  for (const note of notes.values()) note.disconnect();
});
document.body.addEventListener("ot:ontgrendeld", () => {
  for (const note of notes.values()) note.goOn();
});

const on = (event, work) => socket.on(event, (data) => notes.has(data.agendapunt) && work(notes.get(data.agendapunt), data));
on("notitie:wijziging", (note, { update }) => note.receive(update));
on("notitie:bij", (note) => note.openAnew());
on("notitie:opnieuw", (note) => note.renew("In deze notitie is tekst gewist. Wat u nog niet had opgeslagen staat hieronder."));
on("notitie:weg", (note, { reden }) => note.thrownOut(reden));
on("notitie:hier", (note, data) => isShown(note.punt) && plek.who?.hear(data));
on("notitie:dicht", (note, { scherm }) => isShown(note.punt) && plek.who?.left(scherm));

document.addEventListener("htmx:before:swap", () => plek?.take());
document.addEventListener("htmx:after:swap", look);
look();

// A live note needs no saving. Closing an item, and signing out, wait for what was just typed.
const unsaved = () => [...notes.values()].filter((note) => !note.isSaved);
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const isNote = form.matches("form[data-notitie][data-samen=aan]");
    const leaves = form.matches("form[action='/uitloggen']");
    if (!isNote && !leaves && !form.matches("#uitkomst-form")) return;
    plek?.take();
    if ((!isNote && !unsaved().length) || "gewacht" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isNote) settle().then((saved) => sendOn(form, submitter, leaves && !saved));
  },
  true,
);

function sendOn(form, submitter, loses) {
  if (loses && !confirm("Niet alles wat u typte is opgeslagen. Als u nu uitlogt, gaat dat verloren. Toch uitloggen?")) return;
  form.dataset.gewacht = "";
  form.requestSubmit(submitter);
  delete form.dataset.gewacht;
}

async function settle() {
  const until = Date.now() + SETTLES;
  while (unsaved().length && Date.now() < until) {
    for (const note of unsaved()) note.hurry();
    await new Promise((done) => setTimeout(done, 50));
  }
  return !unsaved().length;
}

// The tab closes, or goes to the background of a tablet that may end it.
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
function leave() {
  plek?.take();
  for (const note of notes.values()) note.hurry();
}
addEventListener("beforeunload", (event) => {
  // Where nothing is kept beyond this tab.
  if (unsaved().some((note) => !survives || !note.isKept)) event.preventDefault();
});
