// Dragging an item of the agenda to another place, by mouse or finger. The buttons do the same by keyboard and without this.
// The new order goes out as one form with the places in it; the answer is the agenda as it is then.
let dragged; // the row
let before; // how the list stood
let pointer; // the mouse, or which finger

const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-plek]")];

// The handle does something only with this script, so without it there is none.
function show() {
  for (const handle of document.querySelectorAll("[data-greep][hidden]")) handle.hidden = false;
}
document.addEventListener("htmx:after:swap", show);
show();

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-greep]");
  if (!handle || event.button !== 0 || dragged) return;
  event.preventDefault();
  dragged = handle.closest("[data-plek]");
  pointer = event.pointerId;
  before = [...dragged.parentElement.children];
  handle.setPointerCapture(pointer);
  dragged.classList.add("agendapunt--sleept");
});

const EDGE = 60; // so near the edge of the window the page goes along
const STEP = 14;

document.addEventListener("pointermove", (event) => {
  if (!dragged || event.pointerId !== pointer) return;
  if (event.clientY < EDGE) scrollBy(0, -STEP);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, STEP);
  // The others make way: what is moved in the page lets go of the finger.
  const rows = rowsOf(dragged.parentElement);
  const here = rows.indexOf(dragged);
  for (const row of rows.slice(0, here).reverse()) {
    if (event.clientY < middle(row)) dragged.after(row);
  }
  for (const row of rows.slice(here + 1)) {
    if (event.clientY > middle(row)) dragged.before(row);
  }
});

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

function drop(cancelled) {
  if (!dragged) return;
  const list = dragged.parentElement;
  dragged.classList.remove("agendapunt--sleept");
  dragged = undefined;
  const rows = rowsOf(list);
  if (cancelled) return list.replaceChildren(...before);
  if ([...list.children].every((row, number) => row === before[number])) return;
  const form = list.parentElement.querySelector(".agenda__orden");
  // Of a time that did not arrive.
  for (const field of form.querySelectorAll("[name=plek]")) field.remove();
  for (const row of rows) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "plek";
    field.value = row.dataset.plek;
    form.append(field);
  }
  form.dispatchEvent(new CustomEvent("geordend", { bubbles: true }));
}
document.addEventListener("pointerup", ({ pointerId }) => pointerId === pointer && drop(false));
document.addEventListener("pointercancel", ({ pointerId }) => pointerId === pointer && drop(true));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") drop(true);
});

// Leaving the field of the minutes sends them. A step taken while they are on their way is taken right after, on the agenda
// as it is then.
let busy; // where the minutes go
let step;
const within = (element) => element?.matches?.("#agenda form");
document.addEventListener(
  "submit",
  (event) => {
    if (!busy || !within(event.target) || !event.target.hasAttribute("hx-post")) return;
    const action = event.target.getAttribute("action");
    if (action !== busy) step = action;
  },
  true,
);
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (within(ctx.sourceElement) && ctx.sourceEvent?.type === "change") busy = ctx.sourceElement.getAttribute("action");
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!busy || !within(ctx.sourceElement) || ctx.sourceElement.getAttribute("action") !== busy) return;
  busy = undefined;
  if (!(ctx.response?.status < 300)) step = undefined;
});
document.addEventListener("htmx:after:swap", () => {
  if (busy || !step) return;
  const form = document.querySelector(`#agenda form[action="${CSS.escape(step)}"]`);
  step = undefined;
  form?.requestSubmit();
});
