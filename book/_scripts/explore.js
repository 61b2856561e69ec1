/* The page "Explore": shows the stored view that the reader's choices name, keeps the choices in the address, and counts
   the views looked at. All numbers and words come from data.js and its neighbours; none is computed here but the
   line that each p-value must pass. */
(() => {
  const book = window.explorer;
  const words = book.words;
  const folder = document.currentScript.src;
  const methods = ["spearman", "pearson"];
  const seen = "explored";

  const fill = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const number = (value, options) =>
    new Intl.NumberFormat(book.locale, options).format(value).replace("-", "\u2212");
  const decimal = (value) => number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const small = (value) => number(value, { maximumSignificantDigits: 2 });
  const pValue = (p) =>
    p < 0.0001 ? fill("less", { value: small(0.0001) }) : fill("equals", { value: small(p) });
  const yearsOf = (outcome) =>
    Object.keys(book.series).filter((name) => name.startsWith(`${outcome} `)).map((name) => name.split(" ")[1]);

  const loading = {};
  function load(outcome) {
    loading[outcome] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${outcome}.js`, folder);
      script.onload = () => resolve(book.views[outcome]);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading[outcome];
  }

  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function save(name, content, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /* The choices, read from the address: what is not possible is left at its first value. */

  function choose(form) {
    const asked = new URLSearchParams(location.hash.slice(1));
    const pick = (list, value) => {
      if ([...list.options].some((option) => option.value === value)) list.value = value;
    };
    pick(form.outcome, asked.get("outcome"));
    pick(form.indicator, asked.get("indicator"));
    pick(form.group, asked.get("group"));
    offerYears(form);
    pick(form.year, asked.get("year"));
    form.method.value = methods.includes(asked.get("method")) ? asked.get("method") : methods[0];
  }

  /* Another outcome is shown in its main year, as in the chapters. */
  function offerYears(form) {
    form.year.replaceChildren(...yearsOf(form.outcome.value).map((year) => new Option(year, year)));
    form.year.value = book.years[form.outcome.value];
  }

  const chosen = (form) => ({
    outcome: form.outcome.value,
    indicator: form.indicator.value,
    year: form.year.value,
    group: form.group.value,
    method: form.method.value,
  });

  /* The views looked at in this visit; a browser that keeps nothing counts those of this page. */

  let looked = new Set();
  try {
    looked = new Set(JSON.parse(sessionStorage.getItem(seen) ?? "[]"));
  } catch {}

  function count(choice) {
    looked.add(Object.values(choice).join(" "));
    try {
      sessionStorage.setItem(seen, JSON.stringify([...looked]));
    } catch {}
    const pairs = new Set([...looked].map((view) => view.split(" ").slice(0, 2).join(" ")));
    return { views: looked.size, pairs: pairs.size };
  }

  /* One view: its numbers, its countries, its words. */

  function look(choice, views) {
    const wave = views[choice.year][choice.indicator];
    const found = wave[choice.group][choice.method];
    const numbers = Object.fromEntries(book.columns.map((column, i) => [column, found[i]]));
    const [x, y] = [`${choice.indicator} ${wave.focal_year}`, `${choice.outcome} ${choice.year}`];
    const has = (country) => country in book.series[x] && country in book.series[y];
    const members = book.groups[choice.group];
    return {
      ...choice,
      ...numbers,
      focalYear: wave.focal_year,
      incomeYear: wave.income_year,
      missing: members.filter((country) => !has(country)),
      all: members.length,
      points: members.filter(has).map((code) => ({
        code,
        country: book.countries[code],
        x: book.series[x][code],
        y: book.series[y][code],
      })),
    };
  }

  function summary(view) {
    if (view.estimate === null) return words.none;
    return fill("summary", {
      symbol: book.symbols[view.method],
      estimate: decimal(view.estimate),
      partial: decimal(view.partial),
      n: number(view.n),
      outcome: book.indicators[view.outcome].label,
      year: view.year,
      focal: book.indicators[view.indicator].label,
      focal_year: view.focalYear,
    });
  }

  function describe(view) {
    const end = (key, sign) => [...view.points].sort((a, b) => sign * (a[key] - b[key]))[0]?.country ?? "";
    return fill("alt", {
      n: number(view.n),
      outcome: book.indicators[view.outcome].label,
      year: view.year,
      low: end("y", 1),
      high: end("y", -1),
      focal: book.indicators[view.indicator].label,
      focal_year: view.focalYear,
      focal_low: end("x", 1),
      focal_high: end("x", -1),
      summary: summary(view),
    });
  }

  function numbersOf(view, prefix) {
    const value = view[prefix || "estimate"];
    if (value === null) return words.none;
    return fill("found", {
      symbol: book.symbols[view.method],
      value: decimal(value),
      level: book.level,
      low: decimal(view[prefix ? "partial_low" : "low"]),
      high: decimal(view[prefix ? "partial_high" : "high"]),
      p: pValue(view[prefix ? "partial_p" : "p"]),
    });
  }

  function tell(form, view) {
    const place = (name) => form.querySelector(`[data-shows="${name}"]`);
    const names = new Intl.ListFormat(book.locale).format(view.missing.map((code) => book.countries[code]));
    const about = { n: number(view.n), all: number(view.all), missing: names };
    const years = { year: view.year, focal_year: view.focalYear, income_year: view.incomeYear };
    for (const column of book.columns) form.dataset[column] = String(view[column]);
    form.dataset.view = Object.values(chosen(form)).join(" ");
    form.querySelector(".explorer-summary").textContent = summary(view);
    place("marginal").textContent = numbersOf(view, "");
    place("partial").textContent = numbersOf(view, "partial");
    place("countries").textContent = fill(view.missing.length ? "countries" : "complete", about);
    place("years").textContent = fill(view.focalYear > Number(view.year) ? "later" : "years", years);
  }

  function warn(form, view, { views, pairs }) {
    const threshold = book.alpha / views;
    form.querySelector(".explorer-looked").textContent = fill(views === 1 ? "one" : "many", {
      views: number(views),
      pairs: number(pairs),
      all: number(book.pairs),
      alpha: small(book.alpha),
      threshold: small(threshold),
      p: view.partial_p === null ? words.none : pValue(view.partial_p),
      verdict: view.partial_p !== null && view.partial_p < threshold ? words.below : words.above,
    });
  }

  const heads = (view) => [
    words.code,
    words.country,
    `${book.indicators[view.outcome].label}, ${view.year}`,
    `${book.indicators[view.indicator].label}, ${view.focalYear}`,
  ];

  function list(form, view) {
    const row = (tag, cells) => {
      const line = document.createElement("tr");
      line.append(...cells.map((cell) => element(tag, cell)));
      return line;
    };
    const cells = (p) => [p.code, p.country, number(p.y), number(p.x)];
    form.querySelector("thead").replaceChildren(row("th", heads(view)));
    form.querySelector("tbody").replaceChildren(...view.points.map((point) => row("td", cells(point))));
  }

  function csv(view) {
    const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const rows = view.points.map((point) => [point.code, point.country, String(point.y), String(point.x)]);
    return [heads(view), ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
  }

  /* The chart: Vega draws SVG, whose colours the style sheet sets. */

  function start(place) {
    const locale = vega.locale(book.numbers, undefined);
    const chart = new vega.View(vega.parse(window.explorerChart), { renderer: "svg", locale });
    chart.initialize(place);
    place.setAttribute("role", "img");
    place.removeAttribute("aria-roledescription");
    return chart;
  }

  const title = (name, year, method) => {
    const { lines, unit } = book.indicators[name];
    return [...lines, fill(method === "spearman" ? "rank" : "unit", { unit, year })];
  };

  function draw(chart, place, view) {
    chart.description(describe(view));
    chart.signal("ranked", view.method === "spearman");
    chart.signal("xTitle", title(view.indicator, view.focalYear, view.method));
    chart.signal("yTitle", title(view.outcome, view.year, view.method));
    chart.data("points", view.points).runAsync();
    place.setAttribute("aria-label", describe(view));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form.explorer");
    const place = form.querySelector(".explorer-chart");
    form.hidden = false;
    const chart = start(place);
    let shown = null;

    async function show() {
      const choice = chosen(form);
      const views = await load(choice.outcome);
      if (Object.values(choice).join() !== Object.values(chosen(form)).join()) return; // the reader has gone on
      shown = look(choice, views);
      history.replaceState(null, "", `#${new URLSearchParams(choice)}`);
      tell(form, shown);
      warn(form, shown, count(choice));
      list(form, shown);
      draw(chart, place, shown);
    }

    form.addEventListener("change", (event) => {
      if (event.target === form.outcome) offerYears(form);
      show();
    });
    window.addEventListener("hashchange", () => {
      choose(form);
      show();
    });
    const name = () => `explore-${shown.outcome}-${shown.year}-${shown.indicator}-${shown.group}`;
    form.csv.addEventListener("click", () => save(`${name()}.csv`, csv(shown), "text/csv"));
    form.svg.addEventListener("click", async () => save(`${name()}.svg`, await chart.toSVG(), "image/svg+xml"));
    choose(form);
    show();
  });
})();
