// The idle lock. The server decides; here it is asked now and then, so that a page nobody looks at does not stay open.
import htmx from "htmx.org";

const EVERY = 20_000;
const WITHOUT_SOCKET = 4_000; // a page of a meeting hears at once what changed; as long as it cannot, it asks
const slot = document.getElementById("slot");
let active = false;
let refused; // the request that met the lock
const DONE = "form, a, button, summary, input, select, textarea"; // by somebody: not what the page asks by itself
let typing; // where the keyboard was
let changes = 0; // times the server said that something changed

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  addEventListener(kind, () => (active = true), { passive: true, capture: true });
}

// Other tabs and windows of this browser hear of it at once; the server is asked, not believed from here.
const tabs = new BroadcastChannel("overlegtafel");
if (slot) tabs.addEventListener("message", ask);
if (!document.body.dataset.wie) tabs.postMessage("kijk");

// Who signs out here is on the way already, and needs not be sent there with this page's address.
addEventListener("submit", ({ target }) => {
  if (target.matches("form[action='/uitloggen']")) document.body.dataset.weg = "";
});
const isLeaving = () => document.body.dataset.weg !== undefined;

const partOfMeeting = () => document.querySelector("[data-wacht]");
const isLocked = () => slot.childElementCount > 0;

// told: the server says that something about this session changed; then also a page nobody looks at asks.
async function ask({ told = false } = {}) {
  if (told) changes++;
  else if (document.visibilityState !== "visible") return;
  const shown = whatIsShown();
  const question = new URLSearchParams(shown);
  if (active && !isLocked()) question.set("actief", "1");
  active = false;
  let answer;
  try {
    answer = await fetch("/wacht?" + question, { cache: "no-store" });
  } catch {
    return; // no connection: the next time
  }
  if (isLeaving()) return;
  if (answer.status === 401) location.assign("/inloggen?volgende=" + encodeURIComponent(location.pathname));
  else if (answer.status === 423) lock();
  else if (isLocked()) unlocked(); // in another tab
  if (answer.status === 404 && whatIsShown() === shown) close();
}

function lock() {
  if (!isLocked()) htmx.ajax("GET", "/ontgrendelen", { target: "#slot", swap: "innerHTML" });
}

// Whose the page is, as a question to the server: items of a meeting (data-wacht), or a client.
function whatIsShown() {
  const part = partOfMeeting();
  if (part) return part.dataset.wacht;
  const { client, soort } = document.querySelector("[data-client]")?.dataset ?? {};
  return new URLSearchParams({ ...(client && { client }), ...(soort && { soort }) }).toString();
}

// The client withdrew, or the seat at the table ended: nothing of it stays. What can renew itself does so, whoever is in it.
function close() {
  const part = partOfMeeting();
  if (part?.matches("[data-ververs]")) {
    part.replaceChildren();
    htmx.trigger(part, "ververs");
  } else if (!part) say("Deze cliënt is voor u niet meer te zien.", "/clienten", "Naar uw cliënten");
  else if (part.dataset.wacht.startsWith("overleg=")) say("Iets op deze bladzijde is voor u niet meer te zien.", location.pathname, "Open de bladzijde opnieuw");
  else say("Dit agendapunt is voor u niet meer te zien.", "/overleggen", "Naar uw overleggen");
}

function say(words, href, where) {
  const notice = document.createElement("div");
  notice.className = "kaart smal";
  const text = document.createElement("p");
  text.setAttribute("role", "alert");
  text.textContent = words;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = where;
  notice.append(text, link);
  document.getElementById("inhoud").replaceChildren(notice);
  document.getElementById("melding")?.replaceChildren();
}

function unlocked() {
  tabs.postMessage("kijk");
  slot.replaceChildren();
  const again = refused;
  refused = undefined;
  if (again?.source.isConnected) repeat(again);
  else if (typing?.isConnected) typing.focus();
  typing = undefined;
}

function repeat({ source, submitter }) {
  if (source instanceof HTMLFormElement) source.requestSubmit(submitter?.isConnected ? submitter : undefined);
  else if (source.matches("a, button, summary")) source.click();
  else source.focus();
}

if (slot) {
  setInterval(ask, EVERY);
  setInterval(() => {
    if (partOfMeeting() && document.body.dataset.verbonden === undefined) ask();
  }, WITHOUT_SOCKET);
  document.body.addEventListener("ot:sessie", () => ask({ told: true }));
  // The table itself asks already (tafel.js).
  for (const kind of ["ot:overleg", "ot:punt"]) {
    document.body.addEventListener(kind, () => !document.getElementById("tafel") && whatIsShown() && ask({ told: true }));
  }
  document.addEventListener("visibilitychange", ask);
  // An answer from before the last change may hold what went since.
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => (ctx.changes = changes));
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.changes < changes && partOfMeeting() && ask({ told: true }));

  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response, request, hx } = event.detail.ctx;
    if (sourceElement.matches("[data-wacht]") && response?.status === 404) {
      say("Dit overleg is voor u niet meer te zien.", "/overleggen", "Naar uw overleggen");
    }
    if (slot.contains(sourceElement)) {
      // Before the swap takes the dialog away; then everything behind it can be used again.
      if (response?.status === 200 && !hx?.redirect) setTimeout(unlocked);
    } else if (response?.status === 401 && hx?.retarget === "#slot" && sourceElement.matches(DONE)) {
      refused = { source: sourceElement, submitter: request.submitter };
    }
  });

  // The form came in: over everything else, and not to be closed by a key.
  new MutationObserver(() => {
    const dialog = slot.querySelector("dialog:not([open])");
    if (!dialog) return;
    if (!slot.contains(document.activeElement) && document.activeElement !== document.body) {
      typing ??= document.activeElement;
    }
    tabs.postMessage("kijk");
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => dialog.isConnected && dialog.showModal());
    dialog.showModal();
    dialog.querySelector("input[type=password]").focus();
  }).observe(slot, { childList: true });
}
