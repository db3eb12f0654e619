// The work list: it renews itself when something happened, but never under somebody's hands; and it is walked by key.
import htmx from "htmx.org";

// What the page asks by itself is no sign of life, and shows a thread to perhaps nobody: the server is told.
const byItself = ({ type = "", detail }) => type.startsWith("ot:") || (type === "ververs" && !detail?.gevraagd);
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (byItself(ctx.sourceEvent)) ctx.request.headers["X-Vanzelf"] = "1";
});

// A thread that renewed itself is read once somebody is at the screen; locked meanwhile, after that.
let unread;
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const { headers, action } = ctx.request;
  const renewed = headers["X-Vanzelf"] && ctx.sourceElement.matches("[data-eigen]") && ctx.response?.status === 200;
  if (renewed || (ctx.gelezen && ctx.response?.status === 401)) unread = action;
});
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  addEventListener(kind, read, { passive: true, capture: true });
}

function read() {
  if (!unread || document.getElementById("slot").childElementCount) return;
  const action = unread;
  unread = undefined;
  htmx.ajax("GET", action, { swap: "none", gelezen: true });
}

// What was done within a part (data-eigen) shows there already: the one event that follows from it is no news. It comes
// at once or not at all. data-eigen names the events where those are others than the part itself listens to.
const ECHO = 3000;
const echoes = new Map(); // until when
const followsFrom = ({ ctx }) => {
  const part = ctx?.sourceElement?.closest?.("form")?.closest("[data-eigen]");
  return part ? (part.dataset.eigen || part.dataset.ververs).split(" ") : [];
};
document.addEventListener("htmx:before:request", ({ detail }) => {
  for (const name of followsFrom(detail)) echoes.set(name, Date.now() + ECHO);
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  for (const name of followsFrom(detail).filter((name) => echoes.has(name))) {
    if (detail.ctx.response?.status < 400) echoes.set(name, Date.now() + ECHO);
    else echoes.delete(name);
  }
});

// data-ververs names the events; the element knows by itself how to renew (hx-trigger="ververs").
// What happened at the same moment renews a part once.
const due = new Set();
const heard = new Set();
function listen() {
  const names = [...document.querySelectorAll("[data-ververs]")].flatMap((part) => part.dataset.ververs.split(" "));
  for (const name of names) {
    if (heard.has(name)) continue;
    heard.add(name);
    document.body.addEventListener(name, () => {
      const until = echoes.get(name);
      echoes.delete(name);
      if (until > Date.now()) return;
      if (!due.size) queueMicrotask(renewDue);
      for (const part of document.querySelectorAll(`[data-ververs~="${name}"]`)) due.add(part);
    });
  }
}
listen();
// What came later listens too.
document.addEventListener("htmx:after:swap", listen);

function renewDue() {
  const parts = [...due];
  due.clear();
  parts.forEach(renew);
}

const notice = document.createElement("p");
notice.className = "ververs";
notice.append("Er is iets nieuws. ");
const button = document.createElement("button");
button.className = "linkknop";
button.type = "button";
button.textContent = "Ververs";
notice.append(button);

let about; // the part that has news
let waiting = []; // what was hidden when something happened

function renew(part) {
  if (document.visibilityState !== "visible") {
    if (!waiting.includes(part)) waiting.push(part);
  } else if (isInUse(part)) {
    about = part;
    part.after(notice);
  } else htmx.trigger(part, "ververs");
}

// Somebody types, reads further down, or is about to click in it.
function isInUse(part) {
  // Beside what somebody works at, further down is no sign of reading; a form half filled in is.
  const reads = "naast" in part.dataset ? part.querySelector("form[data-getypt]") : part.getBoundingClientRect().top < 0;
  return part.contains(document.activeElement) || part.matches(":hover") || Boolean(reads);
}

// Asked for while nobody was in it, and by the time the answer came somebody typed: it stays theirs as well.
document.addEventListener("htmx:before:swap", (event) => {
  const { request, sourceElement: part } = event.detail.ctx;
  const field = document.activeElement;
  if (!request.headers["X-Vanzelf"] || !part.matches("[data-ververs]")) return;
  if (!part.contains(field) || !field.matches("input, textarea, select")) return;
  event.preventDefault();
  if (unread === request.action) unread = undefined;
  about = part;
  part.after(notice);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  const parts = waiting.filter((part) => part.isConnected);
  waiting = [];
  parts.forEach(renew);
});

button.addEventListener("click", () => {
  notice.remove();
  toFirst = true;
  htmx.trigger(about, "ververs", { gevraagd: true });
});

let toFirst = false;
document.addEventListener("htmx:after:swap", () => {
  // Swapped in another way, by what somebody did in it: then it shows the news already.
  if (!about?.isConnected) notice.remove();
  if (!toFirst) return;
  toFirst = false;
  rows()[0]?.focus();
});

// j and k, or the arrows, walk the rows; Enter opens, as on any link. Only from within the list, and down from the search
// field, so that no key does anything somebody did not mean.
const rows = () => [...document.querySelectorAll("#werk .werk a:is(.werk__wie, li > :only-child > a)")].filter((row) => row.checkVisibility());
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const all = rows();
  const here = all.indexOf(event.target);
  const fromSearch = event.key === "ArrowDown" && event.target.matches("input[type=search]");
  const to = here >= 0 ? all[here + step] : fromSearch && all[0];
  if (here < 0 && !to) return;
  event.preventDefault();
  to?.focus();
});
