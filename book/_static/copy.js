/* A button that copies the words before it, where the browser lets pages copy; it says so for a moment. */
(() => {
  const SHOWN = 2000; // milliseconds

  document.addEventListener("DOMContentLoaded", () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("button.copies")) {
      const words = button.textContent;
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.previousElementSibling.textContent);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = words; }, SHOWN);
      });
    }
  });
})();
