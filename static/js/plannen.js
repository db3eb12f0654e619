// Planning a meeting: how many people it is for, told where one presses the button.
const line = document.querySelector("[data-telt]");
const form = line?.closest("form");

function count() {
  const names = line.dataset.telt.split(" ");
  const ticked = [...form.querySelectorAll("input:checked")].filter((box) => names.includes(box.name));
  const people = new Set(ticked.map((box) => box.value));
  people.delete(line.dataset.teltNiet);
  const n = people.size;
  line.textContent = n === 0 ? "U nodigt nog niemand uit." : `U nodigt ${n} ${n === 1 ? "mens" : "mensen"} uit.`;
}

if (line) {
  form.addEventListener("change", count);
  line.hidden = false;
  count();
}
