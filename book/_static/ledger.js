/* Shows the claims of the kinds that are ticked, and says how many these are. Without this script all are shown. */
document.addEventListener("DOMContentLoaded", () => {
  const choice = document.querySelector(".claim-kinds");
  if (!choice) return;
  const boxes = [...choice.querySelectorAll("input")];
  const rows = [...document.querySelectorAll(".ledger tbody tr")];

  choice.hidden = false;
  choice.addEventListener("change", () => {
    const kinds = boxes.filter((box) => box.checked).map((box) => `claim-${box.value}`);
    for (const row of rows) row.hidden = !kinds.some((kind) => row.classList.contains(kind));
    const shown = rows.filter((row) => !row.hidden).length;
    choice.querySelector("[role=status]").textContent = choice.dataset.shown.replace("{shown}", shown);
  });
});
