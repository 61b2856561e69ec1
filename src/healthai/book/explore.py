"""The page on which readers choose a pair of indicators: its controls, its numbers as scripts, and its chart.

The numbers are those of the run `explore`; the scripts show them and compute none. The chart is Vega-Lite, written with
Vega-Altair and compiled here, so that the page loads Vega's runtime and not the compiler. All scripts lie beside the
page and work from a folder opened from disk.
"""

import json
import textwrap
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai import data, results
from healthai.book.pages import full_key, language_of, result_of, stored
from healthai.files import write
from healthai.language import N_, Language
from healthai.results import Figure
from healthai.words import word

FOLDER = "_static/explore"
SCRIPT = "_scripts/explore.js"  # not in _static, whose scripts Jupyter Book puts on every page
HEIGHT = 400
AXIS_CHARACTERS = 44  # of a line of an axis title: what a phone's width holds
METHODS = {"spearman": N_("ranks (Spearman)"), "pearson": N_("values (Pearson)")}
SYMBOLS = {"spearman": "ρ", "pearson": "r"}
GROUPS = {
    "eu27": N_("all Member States"),
    "eu15": N_("members before 2004"),
    "joined": N_("members since 2004 or later"),
}
WORDS = {
    "summary": N_(
        "{symbol} = {estimate} as it stands and {partial} at equal income, over {n} countries: “{outcome}” ({year}) "
        "with “{focal}” ({focal_year})."
    ),
    "found": N_("{symbol} = {value}, {level} interval {low} to {high}, p {p}"),
    "equals": N_("= {value}"),
    "less": N_("< {value}"),
    "none": N_("cannot be computed"),
    "countries": N_("{n} of {all}; missing: {missing}"),
    "complete": N_("{n} of {all}; none is missing"),
    "years": N_("outcome {year}, indicator {focal_year}, income {income_year}"),
    "later": N_("outcome {year}, indicator {focal_year} (later than the outcome), income {income_year}"),
    "one": N_(
        "You have looked at one view in this visit, of one of the {all} pairs. Looked at alone, it would be called "
        "significant with p below {alpha}; at equal income it has p {p}. Each further view lowers the line for all."
    ),
    "many": N_(
        "You have looked at {views} views in this visit, of {pairs} of the {all} pairs. At the level {alpha} for all "
        "of them together each needs p below {threshold} ({alpha} divided by {views}). At equal income this one has "
        "p {p}: {verdict}."
    ),
    "below": N_("below that line"),
    "above": N_("not below that line"),
    "unit": N_("{unit}, {year}"),
    "rank": N_("rank, 1 is lowest, {year}"),
    "alt": N_(
        "Scatter of {n} country codes. Upwards {outcome}, {year}: lowest {low}, highest {high}. Rightwards {focal}, "
        "{focal_year}: lowest {focal_low}, highest {focal_high}. {summary}"
    ),
    "country": N_("Country"),
    "code": N_("Code"),
}


class explorer(nodes.General, nodes.Element):
    """The controls, the chart and what was found, all filled by the script; hidden without it."""


class Explorer(SphinxDirective):
    """The explorer of a stored figure, whose values hold all views."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        record = result_of(self.env, "figures", self.arguments[0], self.lineno)
        self.env.note_dependency(str(Path(self.env.srcdir) / SCRIPT))
        return [] if record is None else [explorer(key=full_key(self.env, self.arguments[0]))]


def visit_explorer(translator: Any, node: explorer) -> None:
    """Write the form; its choices are in the page, so that they are read with it."""
    env = translator.builder.env
    translator.body.append(_form(results.look_up(stored(env), "figures", node["key"]).values, language_of(env)))
    raise nodes.SkipNode


def skip(translator: Any, node: explorer) -> None:
    """Leave the explorer out of writers without scripts."""
    raise nodes.SkipNode


def _form(values: Mapping[str, Any], language: Language) -> str:
    def say(message: str) -> str:
        return escape(language.text(message))

    rows = values["rows"]
    radios = "".join(
        f'<label><input type="radio" name="method" value="{method}"> {say(words)}</label>'
        for method, words in METHODS.items()
    )
    groups = "".join(f'<option value="{name}">{say(GROUPS[name])}</option>' for name in values["groups"])
    found = "".join(
        f'<div><dt>{say(term)}</dt><dd data-shows="{name}"></dd></div>'
        for name, term in (
            ("marginal", N_("As it stands")),
            ("partial", N_("At equal income")),
            ("countries", N_("Countries")),
            ("years", N_("Years")),
        )
    )
    return f"""
<form class="explorer" autocomplete="off" hidden>
<div class="explorer-choices">
<label>{say(N_("Outcome"))} <select name="outcome">{_options(rows, "outcome", language)}</select></label>
<label>{say(N_("Indicator"))} <select name="indicator">{_options(rows, "focal", language)}</select></label>
<label>{say(N_("Year of the outcome"))} <select name="year"></select></label>
<label>{say(N_("Countries"))} <select name="group">{groups}</select></label>
<fieldset><legend>{say(N_("Compare by"))}</legend>{radios}</fieldset>
</div>
<p class="explorer-summary" role="status"></p>
<div class="explorer-chart"></div>
<dl class="explorer-found">{found}</dl>
<p class="explorer-looked"></p>
<p class="explorer-keep"><button type="button" name="csv">{say(N_("Data of this view (CSV)"))}</button>
<button type="button" name="svg">{say(N_("Chart (SVG)"))}</button></p>
<details><summary>{say(N_("Values of this view"))}</summary>
<div class="explorer-table"><table class="table"><thead></thead><tbody></tbody></table></div></details>
</form>
<noscript><p>{say(N_("Choosing a pair needs a script; the table below holds every pair without one."))}</p></noscript>
"""


def _options(rows: list[Mapping[str, Any]], key: str, language: Language) -> str:
    """Return the choices of one list, grouped by the domain of the indicators."""
    domains = data.load("indicators").set_index("indicator_id")["domain"]
    chosen = list(dict.fromkeys(row[key] for row in rows))
    return "".join(
        f'<optgroup label="{escape(word(language, domain))}">'
        + "".join(
            f'<option value="{name}">{escape(language.indicator(name))}</option>'
            for name in chosen
            if domains[name] == domain
        )
        + "</optgroup>"
        for domain in dict.fromkeys(domains[name] for name in chosen)
    )


def scripts(record: Figure, language: Language) -> dict[str, str]:
    """Return the scripts that carry the explorer's numbers and words: one for all, and one for each outcome."""
    values = record.values
    outcomes = list(dict.fromkeys(row["outcome"] for row in values["rows"]))
    files = {"data.js": f"window.explorer = {_compact(_shared(values, language))};\n"}
    for outcome in outcomes:
        views: dict[str, Any] = {}
        for row in (row for row in values["rows"] if row["outcome"] == outcome):
            found = {group: row[group] for group in values["groups"]}
            years = {key: row[key] for key in ("focal_year", "income_year")}
            views.setdefault(str(row["year"]), {})[row["focal"]] = {**years, **found}
        files[f"{outcome}.js"] = f"window.explorer.views.{outcome} = {_compact(views)};\n"
    return files


def _shared(values: Mapping[str, Any], language: Language) -> dict[str, Any]:
    rows = values["rows"]
    indicators = dict.fromkeys([*(row["outcome"] for row in rows), *(row["focal"] for row in rows)])
    series = {(row["outcome"], row["year"]) for row in rows} | {(row["focal"], row["focal_year"]) for row in rows}
    symbols = language.locale.number_symbols["latn"]
    return {
        "views": {},
        "columns": values["columns"],
        "groups": values["groups"],
        "countries": {country: language.country(country) for country in values["groups"]["eu27"]},
        "years": {row["outcome"]: row["year"] for row in rows if row["main"]},
        "indicators": {name: _about(name, language) for name in indicators},
        "series": {f"{name} {year}": _series(name, year) for name, year in sorted(series)},
        "pairs": len({(row["outcome"], row["focal"]) for row in rows}),
        "alpha": round(1 - values["level"], 9),
        "level": language.percent(values["level"]),
        "symbols": SYMBOLS,
        "words": {name: language.text(message) for name, message in WORDS.items()},
        "locale": str(language.locale).replace("_", "-"),
        "numbers": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "minus": "\u2212",
        },
    }


def _about(name: str, language: Language) -> dict[str, Any]:
    scale = data.load("indicators").set_index("indicator_id").loc[name, "scale"]
    unit = language.text("1 is yes, 0 is no") if scale == "binary" else word(language, scale)
    label = language.indicator(name)
    return {"label": label, "lines": textwrap.wrap(label, AXIS_CHARACTERS), "unit": unit}


def _series(name: str, year: int) -> dict[str, float]:
    return data.indicator(name, year, data.eu27()).to_dict()


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def chart() -> dict[str, Any]:
    """Return the scatter as a Vega specification: named data `points`, signals `ranked`, `xTitle` and `yTitle`.

    Ranks share their mean where values are equal, as in Spearman's correlation.
    """
    import altair as alt  # slow to import, and needed for this page only

    points = (
        alt.Chart(alt.NamedData("points"), width="container", height=HEIGHT)
        .mark_circle(size=40, opacity=1, color="#0072B2", aria=False)
        .add_params(alt.param(name="ranked", value=True))
    )
    for axis in "xy":
        points = (
            points.transform_window(
                [alt.WindowFieldDef(op="rank", **{"as": f"first_{axis}"})], sort=[alt.SortField(axis)]
            )
            .transform_joinaggregate([alt.JoinAggregateFieldDef(op="count", **{"as": f"ties_{axis}"})], groupby=[axis])
            .transform_calculate(
                **{f"at_{axis}": f"ranked ? datum.first_{axis} + (datum.ties_{axis} - 1) / 2 : datum.{axis}"}
            )
        )
    look = {"tickCount": 5, "grid": True}
    placed = points.encode(
        alt.X("at_x:Q", axis=alt.Axis(**look), scale=alt.Scale(zero=False, nice=False, padding=12)),
        alt.Y("at_y:Q", axis=alt.Axis(**look), scale=alt.Scale(zero=False, nice=False, padding=12)),
        tooltip=alt.Tooltip("country:N"),
    ).configure(background="white", font="sans-serif", view=alt.ViewConfig(stroke=None), aria=False)
    placed = placed.configure_axis(labelFontSize=12, titleFontSize=13, titleFontWeight="normal", gridColor="#dddddd")
    return _with_codes(placed.to_dict(format="vega"))


def _with_codes(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a compiled specification with what Vega-Lite has no words for: codes kept apart, titles that change."""
    for axis in spec["axes"]:
        if "title" in axis:
            axis["title"] = {"signal": f"{axis['scale']}Title"}
    spec["signals"] += [{"name": f"{axis}Title", "value": ""} for axis in "xy"]
    anchors = ["right", "left", "top", "bottom", "top-right", "top-left", "bottom-right", "bottom-left"]
    codes = {
        "type": "text",
        "from": {"data": spec["marks"][0]["name"]},
        "encode": {"enter": {"text": {"field": "datum.code"}, "fontSize": {"value": 12}, "fill": {"value": "#222"}}},
        "transform": [
            {
                "type": "label",
                "size": {"signal": "[width, height]"},
                "padding": 14,
                "anchor": [*anchors * 2, "left", "right"],
                "offset": [*[1] * len(anchors), *[6] * len(anchors), 22, 22],  # the last beside a neighbour's code
            }
        ],
    }
    spec["marks"].append(codes)
    return spec


BANNER = """/* Vega, with d3 and its other parts, bundled by vl-convert; BSD 3-Clause and ISC licences.
   Copyright 2015-2025 University of Washington Interactive Data Lab; 2010-2025 Mike Bostock. https://vega.github.io */
"""


def runtime() -> str:
    """Return the script with Vega's runtime and the chart."""
    import vl_convert

    # vl-convert carries Vega under this name; its own bundle would add the compiler, half as much again.
    vega = f"/npm/vega@{vl_convert.get_vega_version()}/+esm"
    bundle = vl_convert.javascript_bundle(
        f'import {{parse, View, locale}} from "{vega}"; window.vega = {{parse, View, locale}};'
    )
    return f"{BANNER}(() => {{\n{bundle}\n}})();\nwindow.explorerChart = {_compact(chart())};\n"


def add_scripts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Write the scripts of the page that holds the explorer, and let that page load them."""
    found = list(doctree.findall(explorer)) if doctree is not None else []
    for node in found:
        folder = Path(app.outdir) / FOLDER
        record = results.look_up(stored(app.env), "figures", node["key"])
        for name, script in scripts(record, language_of(app.env)).items():
            write(folder / name, script)
        if not (folder / "vega.js").exists():  # made from code and lock file alone, and the slowest of all
            write(folder / "vega.js", runtime())
        write(folder / "explore.js", (Path(app.srcdir) / SCRIPT).read_text(encoding="utf-8"))
        for name in ("data.js", "vega.js", "explore.js"):
            app.add_js_file(f"explore/{name}", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directive and the scripts."""
    app.add_directive("explorer", Explorer)
    app.add_node(explorer, html=(visit_explorer, None), latex=(skip, None), text=(skip, None))
    app.connect("html-page-context", add_scripts)
