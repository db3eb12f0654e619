// Signals: what happens elsewhere shows here at once. An event says that something of a kind changed and never what; it
// becomes ot:<kind> on the body, and the parts of the page that listen (hx-trigger) ask the server themselves.
import { io } from "socket.io-client";
import { notify, say } from "./melding.js";

const TOGETHER = 150; // one event comes as several kinds
const REST = 1000; // however much happens: a part of a page is asked for once a second at most
const WITHOUT_SOCKET = 60_000;
const slot = document.getElementById("slot");
const badge = document.getElementById("berichten-teller");
const title = document.title;

const waiting = new Set(); // kinds that changed and were not asked for yet
const away = new Set(); // threads something happened in while nobody looked at this page
let known = count();
const news = new Set(); // what came for this person and was not told yet
let told = false; // what the badge is about to show was told
let onlyBadge = false; // the badge alone was asked for
let timer;
let last = 0;

function count() {
  return Number(badge.querySelector("[data-aantal]")?.dataset.aantal ?? 0);
}

// Nobody at this page: it waits until somebody is. A hidden page that asked would keep the server from locking it, or be
// locked by it and hear nothing more.
const resting = () => document.hidden || slot.childElementCount > 0;

function refresh(...kinds) {
  for (const kind of kinds) waiting.add(kind);
  if (!waiting.size || resting() || timer) return;
  timer = setTimeout(flush, Math.max(TOGETHER, last + REST - Date.now()));
}

function flush() {
  timer = undefined;
  if (resting()) return;
  last = Date.now();
  away.clear();
  const kinds = [...waiting];
  waiting.clear();
  for (const kind of kinds) document.body.dispatchEvent(new CustomEvent(`ot:${kind}`));
  if (news.size) announce();
}

// In the bar that is always there, for the eye and for a screen reader in its own time; a fault that stands there stays.
function announce() {
  const text = say(news);
  news.clear();
  const bar = document.getElementById("melding");
  if (bar.querySelector(".fout-melding")) return;
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = badge.closest("a").href;
  link.textContent = text;
  line.append(link);
  bar.replaceChildren(line);
}

function showTitle() {
  const number = known ? `${known}${away.size ? "+" : ""}` : away.size || "";
  document.title = number ? `(${number}) ${title}` : title;
}

// The badge came back. With more than was known and told, then it happened while this page could not hear.
new MutationObserver(() => {
  const before = known;
  known = count();
  showTitle();
  if (known > before && !told) {
    announce();
    if (onlyBadge) refresh("bericht", "draad");
  }
  told = onlyBadge = false;
}).observe(badge, { childList: true });
// Nobody asked for it, so nobody needs to know that it failed; it is asked for again.
badge.addEventListener("htmx:error", (event) => event.stopPropagation());

const socket = io({ transports: ["websocket"], reconnectionDelayMax: 30_000 });
let connectedBefore = false;
socket.on("connect", () => {
  // Again after a break: everything once. The first time the page is new, and only the badge may be a moment behind.
  told = false;
  onlyBadge = !connectedBefore;
  if (connectedBefore) refresh("bericht", "draad");
  else refresh("verbonden");
  connectedBefore = true;
});
socket.on("gewijzigd", ({ soort: kind, id }) => {
  // Some messages say what they are: bericht.vraag, bericht.antwoord.
  const [soort] = kind.split(".");
  if (soort === "bericht") {
    news.add(kind);
    told = true;
    if (document.hidden) {
      away.add(id);
      showTitle();
      notify(say([kind]));
    }
  }
  // Also as ot:<id>, for the page of that one thread; that this person saw it changes nothing there.
  refresh(...(soort === "gezien" ? [soort] : [soort, id]));
});
setInterval(() => {
  if (!socket.connected) refresh("bericht", "draad");
}, WITHOUT_SOCKET);

document.addEventListener("visibilitychange", () => refresh());
// A locked screen hears nothing.
let locked = slot.childElementCount > 0;
new MutationObserver(() => {
  const unlocked = locked && slot.childElementCount === 0;
  locked = slot.childElementCount > 0;
  if (unlocked) refresh("bericht", "draad");
}).observe(slot, { childList: true });

showTitle();
