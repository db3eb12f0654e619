// What somebody typed survives a dropped connection, an expired session and a closed lid: kept per form in this tab
// only, for this user only, gone once saved or signed out. No other place on this computer holds care text.
const KEY = "tafel:concept:";
const user = document.body.dataset.wie || "";
const keyOf = (form) => KEY + user + ":" + (form.dataset.concept || "");

function keep(form) {
  const typed = [...form.querySelectorAll("textarea, input[type=text], input[type=tel], select, input[name=versie]")]
    .filter((field) => field.name)
    .map((field) => [field.name, field.value]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
}

export function restore(form) {
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

// A form sent without htmx: when the next page is not that form again, it was taken. Is that page the one to sign in, then
// what was typed waits.
const SENT = "tafel:verzonden";
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && user && ![...document.forms].some((form) => keyOf(form) === sent)) sessionStorage.removeItem(sent);
document.addEventListener("submit", ({ target: form }) => {
  if (form.dataset.concept && !form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, keyOf(form));
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
