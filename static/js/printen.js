// A button that prints, shown only where this runs; without it the browser's own menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On paper nothing is folded away: what somebody would have to click for is opened for as long as the printing takes.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.verder:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});
