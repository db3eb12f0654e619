// Waar hoort dit: while somebody types, each kind of place says whether the text is too long for it.
document.addEventListener("input", ({ target }) => {
  if (target.id !== "waar-tekst") return;
  const length = target.value.trim().length;
  for (const button of target.form.querySelectorAll("[data-max]")) {
    const tooLong = length > Number(button.dataset.max);
    button.classList.toggle("waar__knop--lang", tooLong);
    button.querySelector(".waar__waarom--lang").hidden = !tooLong;
    button.querySelector("[data-lengte]").textContent = length;
  }
});
