// Signals: what happens elsewhere shows here at once. An event says that something of a kind changed and never what; it
// becomes ot:<kind> on the body, and the parts of the page that listen (hx-trigger) ask the server themselves.
import { io } from "socket.io-client";
import { isNews, notify, say } from "./melding.js";

const TOGETHER = 150; // one event comes as several kinds
const REST = 1000; // however much happens: a part of a page is asked for once a second at most
const WITHOUT_SOCKET = 60_000;
const slot = document.getElementById("slot");
// Each counts what is new of one kind (data-teller): messages, referrals.
// news: what came for this person and was not told yet. told: what it is about to show was told. alone: nothing else was asked for with it.
const badges = [...document.querySelectorAll("[data-teller]")].map((part) => ({
  part,
  kind: part.dataset.teller,
  known: count(part),
  news: new Set(),
  told: false,
  alone: false,
}));
const title = document.title;

const waiting = new Set(); // kinds that changed and were not asked for yet
const away = new Set(); // what something happened with while nobody looked at this page
let timer;
let last = 0;

function count(part) {
  return Number(part.querySelector("[data-aantal]")?.dataset.aantal ?? 0);
}

// Everything that is asked for once when this page may have missed it.
const MISSED = ["bericht", "draad", "verwijzing"];

// Nobody at this page: it waits until somebody is. A hidden page that asked would keep the server from locking it, or be
// locked by it and hear nothing more.
const resting = () => document.hidden || slot.childElementCount > 0;

function refresh(...kinds) {
  for (const kind of kinds) waiting.add(kind);
  if (!waiting.size || resting() || timer) return;
  timer = setTimeout(flush, Math.max(TOGETHER, last + REST - Date.now()));
}

// A meeting that goes on is followed at once, also by a page nobody looks at: an item that closed does not stay on it.
const AT_ONCE = ["overleg", "punt"];
const MOMENT = 30; // what one step changes comes as several events
const hurried = new Set();

function hurry(...kinds) {
  if (slot.childElementCount) return;
  if (!hurried.size) setTimeout(tellHurried, MOMENT);
  for (const kind of kinds) hurried.add(kind);
}

function tellHurried() {
  const kinds = [...hurried];
  hurried.clear();
  for (const kind of kinds) document.body.dispatchEvent(new CustomEvent(`ot:${kind}`));
}

// The table this page shows, when it shows one (tafel.js).
const table = document.getElementById("tafel")?.dataset.tafel;
// A page of a meeting that could not hear asks whether it may stay (slot.js).
const catchUp = () => (table ? hurry("overleg", "punt", table) : hurry("sessie"));

function flush() {
  timer = undefined;
  if (resting()) return;
  last = Date.now();
  away.clear();
  const kinds = [...waiting];
  waiting.clear();
  for (const kind of kinds) document.body.dispatchEvent(new CustomEvent(`ot:${kind}`));
  for (const badge of badges) if (badge.news.size) announce(badge);
}

// In the bar that is always there, for the eye and for a screen reader in its own time; a fault that stands there stays.
function announce(badge) {
  const text = say(badge.news, badge.kind);
  badge.news.clear();
  const bar = document.getElementById("melding");
  if (bar.querySelector(".fout-melding")) return;
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = badge.part.closest("a").href;
  link.textContent = text;
  line.append(link);
  line.dataset.soort = badge.kind;
  // What was told of another kind stays beside it.
  for (const told of [...bar.children]) if ((told.dataset.soort ?? badge.kind) === badge.kind) told.remove();
  bar.append(line);
}

function showTitle() {
  const known = badges.reduce((sum, badge) => sum + badge.known, 0);
  const number = known ? `${known}${away.size ? "+" : ""}` : away.size || "";
  document.title = number ? `(${number}) ${title}` : title;
}

// A part that renews itself brings the title of its page along, without the number.
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.request.headers["X-Vanzelf"]) ctx.title = "";
});

for (const badge of badges) {
  // It came back. With more than was known and told, then it happened while this page could not hear.
  new MutationObserver(() => {
    const before = badge.known;
    badge.known = count(badge.part);
    showTitle();
    if (badge.known > before && !badge.told) {
      announce(badge);
      if (badge.alone) refresh(...MISSED);
    }
    badge.told = badge.alone = false;
  }).observe(badge.part, { childList: true });
  // Nobody asked for it, so nobody needs to know that it failed; it is asked for again.
  badge.part.addEventListener("htmx:error", (event) => event.stopPropagation());
}

export const socket = io({ transports: ["websocket"], reconnectionDelayMax: 30_000 });
let connectedBefore = false;
socket.on("connect", () => {
  // Again after a break: everything once. The first time the page is new, and only the badge may be a moment behind.
  for (const badge of badges) [badge.told, badge.alone] = [false, !connectedBefore];
  if (connectedBefore) {
    refresh(...MISSED);
    catchUp();
  } else refresh("verbonden");
  connectedBefore = true;
  document.body.dataset.verbonden = "";
  document.querySelector("#melding > [data-verbinding]")?.remove();
});
socket.on("disconnect", (reason) => {
  delete document.body.dataset.verbonden;
  // Hung up on by the server, it does not call again by itself; a locked session is only let in once it is open.
  if (reason === "io server disconnect") setTimeout(callNow, REST);
});
// Without waiting for the next time it would try.
function callNow() {
  if (!socket.connected) socket.disconnect().connect();
}
addEventListener("online", callNow);
socket.on("gewijzigd", ({ soort: kind, id }) => {
  // Some say what they are: bericht.vraag, bericht.antwoord, verwijzing.nieuw.
  const [soort] = kind.split(".");
  if (isNews(kind)) {
    const badge = badges.find((one) => one.kind === soort);
    badge.news.add(kind);
    badge.told = true;
    if (document.hidden) {
      away.add(id);
      showTitle();
      notify(say([kind], soort));
    }
  }
  // Of an item some say what it was: punt.plan.
  if (AT_ONCE.includes(soort)) return hurry(soort, id, `${kind}:${id}`);
  // What is written in a note comes by itself (samen.js); only the wall of the room asks for it.
  if (soort === "notitie") return refresh(soort);
  // Of this session itself: ended, or another functie. The lock (slot.js) and the table ask at once.
  if (soort === "sessie") return document.body.dispatchEvent(new CustomEvent("ot:sessie"));
  // Also as ot:<id>, for the page of that one thread; that this person saw it changes nothing there.
  refresh(...(soort === "gezien" ? [soort] : [soort, id]));
});
setInterval(() => {
  if (!socket.connected) refresh(...MISSED);
}, WITHOUT_SOCKET);

document.addEventListener("visibilitychange", () => refresh());
// A locked screen hears nothing.
let locked = slot.childElementCount > 0;
new MutationObserver(() => {
  const unlocked = locked && slot.childElementCount === 0;
  locked = slot.childElementCount > 0;
  if (!unlocked) return;
  callNow();
  document.body.dispatchEvent(new CustomEvent("ot:ontgrendeld"));
  refresh(...MISSED);
  catchUp();
}).observe(slot, { childList: true });

showTitle();
