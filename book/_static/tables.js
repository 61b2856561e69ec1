/* Sorts the rows of a table by the column whose heading is pressed: upwards, downwards, then back in the book's order. The
   places are written in the cells; rows with the same place keep their order, and missing values stand last both ways. */
(() => {
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
  const SAID = { ascending: "up", descending: "down", none: "back" };

  const place = (row, column) => row.cells[column].dataset.place;

  function sorted(rows, column, way) {
    if (way === "none") return rows;
    const sign = way === "ascending" ? 1 : -1;
    const known = rows.filter((row) => place(row, column) !== undefined);
    const missing = rows.filter((row) => place(row, column) === undefined);
    return [...known.sort((a, b) => sign * (place(a, column) - place(b, column))), ...missing];
  }

  function makeSortable(box) {
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const heads = [...box.querySelectorAll("thead th")];
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    box.after(status);

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.querySelector("p").childNodes);
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const way = NEXT[head.getAttribute("aria-sort")];
        for (const other of heads) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", way);
        body.append(...sorted(rows, column, way));
        status.textContent = box.dataset[SAID[way]].replace("{column}", button.textContent);
      });
    });
  }

  // A table wider or higher than its box scrolls in it; the arrow keys reach it once the box takes focus.
  function makeReachable(box) {
    const caption = [...box.querySelectorAll(".caption-number, .caption-text")]; // two tables may share a text
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    box.classList.toggle("scrolls", scrolls);
    if (!scrolls || !caption.length) {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      return;
    }
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption.map((part) => part.textContent).join(""));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const watch = new ResizeObserver((seen) => seen.forEach((entry) => makeReachable(entry.target)));
    for (const box of document.querySelectorAll(".result-table")) {
      if (box.dataset.up) makeSortable(box);
      watch.observe(box);
    }
  });
})();
