// Deciding while talking: one key makes a decision of the line somebody is at in the note; the note says whether it was saved.
import { listKept } from "./concepten.js";

const note = () => document.querySelector("form[data-notitie] textarea[name=tekst]");

// What is selected; else the line of the cursor, and on an empty line the one above it.
function lineAtCursor() {
  const field = note();
  if (!field) return "";
  const { value, selectionStart: from, selectionEnd: to } = field;
  const chosen = value.slice(from, to).trim();
  if (chosen) return chosen.replace(/\s+/g, " ");
  const end = value.indexOf("\n", to);
  const lines = value.slice(0, end < 0 ? undefined : end).split("\n");
  // A dash or dot before it is the list it stood in.
  return (lines.findLast((line) => line.trim()) ?? "").trim().replace(/^[-*•·>]+\s+/, "");
}

// The whole lines of what is taken: by those the decision stays linked to the note.
function wholeLines() {
  const field = note();
  if (!field) return "";
  const { value, selectionStart: from, selectionEnd: to } = field;
  // The line after it is not taken when the selection ends at its very begin.
  const till = Math.max(from, from < to && value[to - 1] === "\n" ? to - 1 : to);
  const end = value.indexOf("\n", till);
  const head = value.slice(0, end < 0 ? undefined : end);
  if (value.slice(from, to).trim()) return head.slice(value.lastIndexOf("\n", from - 1) + 1);
  return head.split("\n").findLast((line) => line.trim()) ?? "";
}

// Before htmx gathers the fields.
document.addEventListener(
  "submit",
  ({ target: form }) => {
    if (!("uitNotitie" in form.dataset)) return;
    form.elements.tekst.value = form.elements.merk.value ? "" : lineAtCursor();
    form.elements.citaat.value = form.elements.merk.value ? "" : wholeLines();
  },
  true,
);

// From a decision back to the line of the note it was made of: in the text area the cursor, else the line as it is read.
const bare = (line) =>
  line.normalize("NFC").replace(/\s+/g, " ").trim().replace(/^(?:[-*•·>–]+|\d{1,2}[.)])\s+/, "");

// The lines this stands on, as offsets in the text; the same rule as overleggen/regelmerken.py.
function findLines(text, wanted) {
  const lines = [];
  let at = 0;
  for (const line of text.split("\n")) {
    if (bare(line)) lines.push({ words: bare(line), from: at, to: at + line.length });
    at += line.length + 1;
  }
  for (let first = 0; first < lines.length; first++) {
    let words = "";
    for (let last = first; last < lines.length && words.length < wanted.length; last++) {
      words = words ? `${words} ${lines[last].words}` : lines[last].words;
      if ([...words].slice(0, 300).join("").trimEnd() === wanted) return { from: lines[first].from, to: lines[last].to };
    }
  }
  return null;
}

function goToLine(link) {
  const wanted = link.dataset.naarRegel;
  const field = note();
  if (field) {
    const line = findLines(field.value, wanted);
    field.focus();
    if (line) field.setSelectionRange(line.from, line.to);
    return;
  }
  const read = [...document.querySelectorAll("#notitie-deel [data-leesregel]")].filter(
    (line) => !wanted || wanted.endsWith(bare(line.querySelector("[data-woorden]").textContent)),
  );
  read[0]?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-naar-regel]");
  if (!link || !document.getElementById("notitie-deel")) return;
  event.preventDefault();
  goToLine(link);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    // By the key and not by the sign: on some keyboards Alt makes another sign of it.
    const button = document.querySelector(`[data-toets="${event.code.replace("Key", "")}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  } else if (event.key === "Enter") {
    // A browser sends a form at Enter in a field of one line; here also in a closed list, and with Ctrl in a text area.
    const all = event.ctrlKey || event.metaKey;
    const form = event.target.closest?.(all ? "form[data-notitie], form[data-besluit]" : "form[data-besluit]");
    if (!form || !(all || event.target.matches("select"))) return;
    event.preventDefault();
    form.requestSubmit();
  }
});

// Saved is said only of what was sent: who typed on meanwhile reads that it is not. Closing an item sends the note along.
let sent;
const sendsNote = ({ sourceElement: form }) => form.matches?.("form[data-notitie], #uitkomst-form");
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (sendsNote(ctx)) sent = note()?.value;
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (sendsNote(ctx) && ctx.response?.status < 300 && note()?.value === sent) delete note()?.form.dataset.getypt;
});

// It was sent from another item, and the table went on: the answer names a place (HX-Retarget) that is of this one by now.
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement: form, hx } = event.detail.ctx;
  if (hx?.retarget === "#notitie-stand" && !form.isConnected) event.preventDefault();
});

// After deciding, or leaving it, the cursor is back in the note; somebody else's text comes by itself where nobody types.
let decided = false;
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest?.("form[data-besluit]");
  if (form && ctx.response?.status < 300 && ctx.sourceElement.matches("form, [data-annuleer]")) decided = true;
});
document.addEventListener("htmx:after:swap", () => {
  if (decided) {
    decided = false;
    // Unless somebody went on elsewhere before the answer came.
    const here = document.activeElement;
    if (here === document.body || here.closest("#besluiten")) {
      (note() ?? document.getElementById("besluiten-kop"))?.focus({ preventScroll: true });
    }
  }
  fetchNewer();
  showHalf();
});

// What somebody was writing down when the table went on, or the page closed: back to that form, with its draft.
async function showHalf() {
  const line = document.querySelector("[data-half]");
  if (!line) return;
  const open = document.getElementById("besluit-form")?.dataset.concept;
  const kept = (await listKept(line.dataset.half)).map((key) => key.slice(key.indexOf(line.dataset.half)));
  const buttons = kept.filter((address) => address !== open).map(backTo).filter(Boolean);
  line.replaceChildren("U was hier nog iets aan het opschrijven: ", ...buttons.flatMap((button) => [button, " "]));
  line.hidden = buttons.length === 0;
}

function backTo(address) {
  const [url, mark] = address.split("#");
  const form = document.querySelector(`form[data-uit-notitie][action="${url}/begin"]`);
  if (!form) return undefined;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linkknop";
  button.textContent = form.querySelector("button").firstChild.textContent.trim().toLowerCase();
  button.addEventListener("click", () => {
    form.elements.merk.value = mark;
    form.requestSubmit();
  });
  return button;
}
showHalf();
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches?.("form[data-uit-notitie]")) ctx.sourceElement.elements.merk.value = "";
});

function fetchNewer() {
  const link = document.querySelector("#notitie-stand [data-nieuwer]");
  // A note that is written in together is the newest already.
  const form = link?.closest("form[data-notitie]:not([data-samen=aan])");
  if (form && !("getypt" in form.dataset) && document.activeElement !== note()) {
    link.dispatchEvent(new Event("ververs"));
  }
}
