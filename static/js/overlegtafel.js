// htmx does the work; what is below is what HTML cannot do by itself. Everything works without it.
import "htmx.org";

const body = document.body;

// What somebody typed survives a dropped connection, an expired session and a closed lid: kept per form in this tab
// only, for this user only, gone once saved or signed out. No other place on this computer holds care text.
const KEY = "tafel:concept:";
const user = body.dataset.wie || "";
const keyOf = (form) => KEY + user + ":" + (form.dataset.concept || "");

function keep(form) {
  const typed = [...form.querySelectorAll("textarea, input[type=text], input[type=tel], select, input[name=versie]")]
    .filter((field) => field.name)
    .map((field) => [field.name, field.value]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
}

function restore(form) {
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept) return;
  let changed = false;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && field.value !== value) {
      field.value = value;
      changed = true;
    }
  }
  const note = form.querySelector("[data-concept-melding]");
  if (changed && note) note.hidden = false;
  // The meter of the room left goes by what is in the field now.
  if (changed) form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
}

if (user) {
  // Somebody else's drafts have no business in this tab.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEY) && !key.startsWith(KEY + user + ":")) sessionStorage.removeItem(key);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-concept]");
  if (form) keep(form);
});

// A saved or cancelled form takes its draft along; Escape only closes it, and what was typed waits for next time.
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const form = sourceElement?.closest?.("form[data-concept]");
  const cancelled = sourceElement?.dataset?.annuleer !== undefined && form?.dataset.bewaar === undefined;
  const done = response && response.status < 300 && (sourceElement === form || cancelled);
  // A refused form comes back with what was typed in it, and starts from what the writer has now seen.
  const refused = response && (response.status === 409 || response.status === 422) && sourceElement === form;
  if (form && (done || refused)) sessionStorage.removeItem(keyOf(form));
});

// No connection at all: say so, and leave the form as it is.
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx?.response) return;
  tell("Geen verbinding. Uw tekst staat er nog; probeer het zo opnieuw.", true);
});

function tell(text, fault) {
  const line = document.createElement("p");
  if (fault) line.className = "fout-melding";
  line.textContent = text;
  document.getElementById("melding").replaceChildren(line);
}

// A message goes away by itself; a fault stays until the next message.
let timer;
new MutationObserver(() => {
  clearTimeout(timer);
  const bar = document.getElementById("melding");
  if (bar.textContent.trim() && !bar.querySelector(".fout-melding")) {
    timer = setTimeout(() => bar.replaceChildren(), 6000);
  }
}).observe(document.getElementById("melding"), { childList: true });

// After a swap the keyboard goes where the work is: into the form that opened, or back to the line that was saved.
function settle(root) {
  for (const form of root.querySelectorAll?.("form[data-concept]") ?? []) restore(form);
  const focus = root.querySelector?.("[data-focus]");
  if (focus) {
    focus.removeAttribute("data-focus");
    focus.focus();
  }
}

// A refused form: straight to the first field that needs something else.
function toFirstFault() {
  const field = document.querySelector(".bewerk [aria-invalid=true]:not([data-gezien])");
  if (field) {
    field.dataset.gezien = "";
    field.focus();
  }
}
document.addEventListener("htmx:after:swap", () => {
  settle(document);
  toFirstFault();
});
settle(document);
toFirstFault();

// '/' goes to the search box, as in every other work list; Escape leaves a form without saving.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  const form = event.key === "Escape" && event.target.closest("form[data-concept]");
  if (form) {
    form.dataset.bewaar = "";
    form.querySelector("[data-annuleer]")?.click();
  }
});
