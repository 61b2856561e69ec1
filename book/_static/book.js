// A page opened as a file may not read other files, so the search does without words from the pages that it finds.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

/* Places the note of a number or a term beside it, inside the window, and lets Escape dismiss it. Without this script the
   note stands at the foot of the window. */
(() => {
  const margin = 8;

  function place(words) {
    const note = words.nextElementSibling;
    note.classList.remove("dismissed");
    if (window.innerWidth < 600) return;
    const box = words.getBoundingClientRect();
    note.style.right = "auto";
    note.style.bottom = "auto";
    const left = Math.min(box.left, window.innerWidth - note.offsetWidth - margin);
    const below = box.bottom + note.offsetHeight + margin < window.innerHeight;
    note.style.left = `${Math.max(margin, left)}px`;
    note.style.top = below ? `${box.bottom - 1}px` : `${box.top - note.offsetHeight + 1}px`;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const words of document.querySelectorAll(".result[tabindex], .glossary-term")) {
      words.addEventListener("mouseenter", () => place(words));
      words.addEventListener("focus", () => place(words));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const note of document.querySelectorAll(".result-note")) note.classList.add("dismissed");
    });
  });
})();
