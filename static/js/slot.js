// The idle lock. The server decides; here it is asked now and then, so that a page nobody looks at does not stay open.
import htmx from "htmx.org";

const EVERY = 20_000;
const slot = document.getElementById("slot");
let active = false;
let refused; // the request that met the lock
const DONE = "form, a, button, summary, input, select, textarea"; // by somebody: not what the page asks by itself
let typing; // where the keyboard was

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  addEventListener(kind, () => (active = true), { passive: true, capture: true });
}

// Other tabs and windows of this browser hear of it at once; the server is asked, not believed from here.
const tabs = new BroadcastChannel("overlegtafel");
if (slot) tabs.addEventListener("message", ask);
if (!document.body.dataset.wie) tabs.postMessage("kijk");

const isLocked = () => slot.childElementCount > 0;

async function ask() {
  if (document.visibilityState !== "visible") return;
  const question = new URLSearchParams();
  const { client, soort } = document.querySelector("[data-client]")?.dataset ?? {};
  if (client) question.set("client", client);
  if (soort) question.set("soort", soort);
  if (active && !isLocked()) question.set("actief", "1");
  active = false;
  let answer;
  try {
    answer = await fetch("/wacht?" + question, { cache: "no-store" });
  } catch {
    return; // no connection: the next time
  }
  if (answer.status === 401) location.assign("/inloggen?volgende=" + encodeURIComponent(location.pathname));
  else if (answer.status === 423) lock();
  else if (isLocked()) unlocked(); // in another tab
  if (answer.status === 404) close(client);
}

function lock() {
  if (!isLocked()) htmx.ajax("GET", "/ontgrendelen", { target: "#slot", swap: "innerHTML" });
}

// The client withdrew, or the seat at the table ended: nothing of the page stays.
function close(client) {
  if (document.querySelector("[data-client]")?.dataset.client !== client) return;
  const notice = document.createElement("div");
  notice.className = "kaart smal";
  const text = document.createElement("p");
  text.setAttribute("role", "alert");
  text.textContent = "Deze cliënt is voor u niet meer te zien.";
  const link = document.createElement("a");
  link.href = "/clienten";
  link.textContent = "Naar uw cliënten";
  notice.append(text, link);
  document.getElementById("inhoud").replaceChildren(notice);
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
  document.addEventListener("visibilitychange", ask);

  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response, request, hx } = event.detail.ctx;
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
