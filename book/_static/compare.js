/* The page that compares countries: shows the columns of the countries chosen, and keeps the choice in the address. It
   hides and shows; every number is in the page already. */
(() => {
  const code = (cell) => /\bcountry-([a-z]{2})\b/.exec(cell.className)?.[1];

  function start(form, table) {
    const selects = [...form.querySelectorAll("select")];
    const said = form.querySelector("output");
    const codes = [...table.rows[0].cells].map(code);
    const names = new Map(codes.map((country, i) => [country, table.rows[0].cells[i].textContent.trim()]));
    const listed = new Intl.ListFormat(said.dataset.locale);

    function show(chosen) {
      for (const row of table.rows) {
        [...row.cells].forEach((cell, i) => {
          cell.hidden = chosen.size > 0 && codes[i] !== undefined && !chosen.has(codes[i]);
        });
      }
      const shown = codes.filter((country) => chosen.has(country)).map((country) => names.get(country));
      said.textContent = shown.length
        ? said.dataset.some.replace("{countries}", listed.format(shown))
        : said.dataset.all;
    }

    function choose() {
      const chosen = new Set(selects.map((select) => select.value).filter(Boolean));
      const address = new URL(location.href);
      if (chosen.size) address.searchParams.set("countries", [...chosen].join("-"));
      else address.searchParams.delete("countries");
      history.replaceState(null, "", address);
      show(chosen);
    }

    const asked = new URLSearchParams(location.search).get("countries")?.toLowerCase().split("-") ?? [];
    const known = [...new Set(asked)].filter((country) => names.has(country)).slice(0, selects.length);
    selects.forEach((select, i) => (select.value = known[i] ?? ""));
    form.addEventListener("change", choose);
    form.hidden = false;
    show(new Set(known));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector(".country-chooser");
    if (form) start(form, document.querySelector(".comparison table"));
  });
})();
