"""Commands besides the pipeline: run one notebook or a grid of runs, say why, verify the published results, accept."""

import argparse
import datetime
import shutil
import sys

import yaml

from healthai import data, paths, records, results, verify
from healthai.book import assemble, citation
from healthai.editions import VERIFICATION, Edition, workers
from healthai.errors import InputError, did_you_mean
from healthai.run import execute, outputs, plan, sweep
from healthai.run.execute import interrupted
from healthai.run.progress import progress

MOST_SHOWN = 40


def run(arguments: argparse.Namespace) -> None:
    """Execute one notebook with own values; print where it is."""
    values = {}
    for pair in arguments.values:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"PARAMS: expected name=value, got {pair!r}")
        try:
            values[name] = yaml.safe_load(value)
        except yaml.YAMLError:
            raise InputError(f"PARAMS: {pair!r} is not 'name=value' with a YAML value") from None
    one = plan.single(arguments.notebook, values)
    with progress("run", 1) as report:
        failure = execute.execute(one, paths.RUNS, paths.RUNS, paths.RUNS / "failed")
        report(one.name, not failure)
    if failure:
        raise InputError(str(failure))
    print(paths.shown(paths.RUNS / f"{one.name}.ipynb"))
    print(paths.shown(paths.RUNS / f"{one.name}.json"))


def run_sweep(arguments: argparse.Namespace) -> None:
    """Execute one notebook over a grid of values; collect all numbers in one table."""
    runs, place = sweep.grid(arguments.notebook, arguments.axes), sweep.Sweep(arguments.notebook)
    due = [one for one in runs if not outputs.up_to_date(one, place)]
    with progress("sweep", len(due)) as report:
        failures = execute.execute_all(due, place, workers(), lambda one, failure: report(one.name, not failure))
    print(paths.shown(sweep.collect(runs, failures, place)))
    if failures:
        raise InputError(f"{len(failures)} of {len(runs)} runs failed; their rows in the table hold the errors.")


def why(arguments: argparse.Namespace) -> None:
    """Say why the next `make book` would execute a run."""
    runs = {one.name: one for one in plan.read()}
    if arguments.run not in runs:
        raise InputError(f"there is no run '{arguments.run}'{did_you_mean(arguments.run, list(runs))}")
    reasons = outputs.why(runs[arguments.run], Edition())
    print("\n".join(reasons) or "Nothing changed: it would not be executed.")


def verify_published(arguments: argparse.Namespace) -> None:
    """Execute the whole plan anew and compare with the published results."""
    edition = Edition(VERIFICATION)
    shutil.rmtree(edition.folder, ignore_errors=True)
    data.validate()
    runs = plan.read()
    execute.execute_plan("verify", runs, edition, workers())
    differences = verify.compare(paths.RESULTS, edition.results)
    record = records.verification(runs, edition.results, differences, datetime.date.today())
    records.keep(records.VERIFICATION, record)
    if differences:
        raise InputError(["The re-executed results differ from the published ones:", *_shown(differences)])
    print(f"{len(runs)} runs re-executed: all results equal the published ones.")


def accept(arguments: argparse.Namespace) -> None:
    """Publish the default edition's results; print what moved."""
    edition = Edition()
    outputs.prune(plan.read(), edition)
    stale = [one.name for one in plan.read() if not outputs.up_to_date(one, edition)]
    if stale:
        raise InputError(
            f"Not accepted: {len(stale)} runs are missing or out of date ({', '.join(stale[:5])}); run 'make book'."
        )
    differences = verify.compare(paths.RESULTS, edition.results)
    findings = records.read(records.FINDINGS)
    moved = records.moved(findings, results.load(paths.RESULTS), results.load(edition.results), arguments.why)
    if moved != findings:
        if not arguments.why:
            raise InputError("Not accepted: numbers of a released version move. Say why: make accept WHY='…'.")
        records.keep(records.FINDINGS, moved)
    verify.accept(edition.results, paths.RESULTS)
    print("\n".join(_shown(differences)) if differences else "Nothing moved.")


def release(arguments: argparse.Namespace) -> None:
    """Note that the version in CITATION.cff is released: numbers that move are recorded, addresses of pages stay."""
    about, findings = citation.read(), records.read(records.FINDINGS)
    if about["version"] in [entry["version"] for entry in findings]:
        raise InputError(f"Version {about['version']} is released already; CITATION.cff needs the next one.")
    if not records.holds(records.status(paths.RESULTS)):
        raise InputError("Not released: the published results are not verified as they are now; run 'make verify'.")
    entry = {"version": about["version"], "date": about["date-released"], "moved": []}
    records.keep(records.FINDINGS, [*findings, entry])
    pages = assemble.addresses(plan.read())
    records.keep(records.ADDRESSES, sorted({*records.read(records.ADDRESSES), *pages}))
    print(f"Version {about['version']} is on record as released.")


def _shown(differences: list[verify.Difference]) -> list[str]:
    more = len(differences) - MOST_SHOWN
    return [f"  {d}" for d in differences[:MOST_SHOWN]] + ([f"  and {more} more"] if more > 0 else [])


def main() -> int:
    """Run a command; a wrong input ends in its message and status 1."""
    parser = argparse.ArgumentParser(prog="healthai", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("run", help=run.__doc__)
    one.add_argument("notebook")
    one.add_argument("values", nargs="*", metavar="name=value")
    one.set_defaults(do=run)
    grid = commands.add_parser("sweep", help=run_sweep.__doc__)
    grid.add_argument("notebook")
    grid.add_argument("axes", nargs="+", metavar="name=value,value")
    grid.set_defaults(do=run_sweep)
    reason = commands.add_parser("why", help=why.__doc__)
    reason.add_argument("run")
    reason.set_defaults(do=why)
    commands.add_parser("verify", help=verify_published.__doc__).set_defaults(do=verify_published)
    publish = commands.add_parser("accept", help=accept.__doc__)
    publish.add_argument("--why", default="", help="why numbers of a released version move")
    publish.set_defaults(do=accept)
    commands.add_parser("release", help=release.__doc__).set_defaults(do=release)
    arguments = parser.parse_args()
    try:
        arguments.do(arguments)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        interrupted()
    return 0


if __name__ == "__main__":
    sys.exit(main())
