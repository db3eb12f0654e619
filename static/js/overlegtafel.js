// htmx does the work; what is below is what HTML cannot do by itself. Everything works without it.
import "htmx.org";
import "./besluiten.js";
import "./agenda.js";
import { restore, showLoose } from "./concepten.js";
import "./plannen.js";
import "./printen.js";
import "./slot.js";
import "./samen_rest.js";
import "./tafel.js";
import "./waar.js";
import "./werk.js";

// No connection at all: say so, and leave the form as it is.
document.addEventListener("htmx:error", (event) => {
  const { response, request } = event.detail?.ctx ?? {};
  if (response) return;
  // What the page asked by itself: a live note says itself that there is no connection, and nothing may cover what is typed.
  if (request?.headers["X-Vanzelf"] && document.querySelector("form[data-samen=aan]")) return;
  tell("Geen verbinding. Uw tekst staat er nog; probeer het zo opnieuw.", true);
  document.querySelector("#melding > p").dataset.verbinding = "";
});
// It is back: the first answer says so, or the socket (live.js).
document.addEventListener("htmx:after:request", ({ detail }) => {
  if (detail.ctx.response) document.querySelector("#melding > [data-verbinding]")?.remove();
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
    timer = setTimeout(() => bar.replaceChildren(), bar.querySelector("[data-lang]") ? 20_000 : 6000);
  }
}).observe(document.getElementById("melding"), { childList: true });

// After a swap the keyboard goes where the work is: into the form that opened, or back to the line that was saved.
function settle(root) {
  for (const form of root.querySelectorAll?.("form[data-concept]") ?? []) restore(form);
  for (const note of root.querySelectorAll?.("[data-concept-los]") ?? []) showLoose(note);
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
