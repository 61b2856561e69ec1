"""The pipeline, top to bottom: prepare → execute → draw → assemble → site.

Each task asks the outputs themselves whether they were made from what is there now; doit's own database, which a killed
process loses, decides nothing. When no file was touched since all was there, no task need ask. `make book` sets EDITION
and PARAMS_FILE; WORKERS is the number of runs side by side.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from doit.exceptions import TaskFailed

from healthai import editions, paths, touched
from healthai.editions import LANGUAGES
from healthai.errors import InputError

DOIT_CONFIG = {
    "default_tasks": ["site"],
    "dep_file": str(paths.BUILD / ".doit.db"),
    "verbosity": 2,
    "reporter": "error-only",
}
paths.BUILD.mkdir(exist_ok=True)  # doit opens its database there before it makes the tasks


def clear(action):
    """Return the action with an error in its input shown as one message and no traceback."""

    def wrapped():
        try:
            return action()
        except InputError as error:
            print(error, file=sys.stderr)
            return TaskFailed("", report=False)
        except KeyboardInterrupt:
            from healthai.run.execute import interrupted

            interrupted()

    return wrapped


def stage(action):
    """Return the action of a stage: clear about errors, and with nothing to do where no file was touched."""
    return clear(lambda: None if untouched() else action())


@cache
def edition():
    return editions.read(os.environ.get("EDITION", ""), os.environ.get("PARAMS_FILE"))


@cache
def untouched():
    editions.workers()  # a wrong value is refused even where it makes no difference
    return not os.environ.get("ALL") and touched.nothing(edition())


@cache
def made_from():
    return touched.inputs(edition())


@cache
def runs():
    from healthai.run import plan

    return plan.read(edition())


def task_prepare():
    """Validate the data tables and the plan."""

    def check():
        from healthai import data

        made_from()  # before any stage: what changes while they are at work is not in what they make
        if data.unsealed():
            data.validate()
        runs()

    return {"actions": [stage(check)]}


def task_execute():
    """Execute the runs that are missing or out of date."""

    def execute():
        from healthai.run import outputs

        outputs.prune(runs(), edition())
        due = [run for run in runs() if not outputs.up_to_date(run, edition())]
        if due:
            from healthai.run.execute import execute_plan

            execute_plan("run", due, edition(), editions.workers())

    return {"actions": [stage(execute)], "task_dep": ["prepare"]}


def task_draw():
    """Draw figures and write tables, once per language."""

    def draw():
        from healthai.book import draw
        from healthai.run.progress import progress

        for language in LANGUAGES:
            results, folder = edition().results, edition().drawn(language)
            if not draw.up_to_date(results, folder, language):
                draw.draw_all(results, folder, language, editions.workers(), partial(progress, f"draw {language}"))

    return {"actions": [stage(draw)], "task_dep": ["execute"]}


def task_assemble():
    """Bring pages, notebooks and drawings together, once per language."""

    def assemble():
        from healthai.book import assemble

        for language in LANGUAGES:
            if not assemble.up_to_date(edition(), language):
                assemble.assemble(edition(), runs(), language)

    return {"actions": [stage(assemble)], "task_dep": ["draw"]}


def task_site():
    """Build and publish the pages, once per language."""

    def build():
        from healthai.book import site

        everything = bool(os.environ.get("ALL"))
        due = [language for language in LANGUAGES if everything or not site.up_to_date(edition(), language)]
        with ThreadPoolExecutor(editions.workers()) as pool:  # each build is a process of its own
            list(pool.map(lambda language: site.build(edition(), language, everything), due))
        site.robots()
        site.front(edition(), LANGUAGES)
        touched.complete(edition(), made_from())

    def show():
        print(f"Open {paths.shown(edition().front)}")

    return {"actions": [stage(build), clear(show)], "task_dep": ["assemble"]}


def task_pdf():
    """Print the whole book into one file, once per language; not part of `make book`."""

    def print_book():
        from healthai.book import pdf

        for language in LANGUAGES:
            print(f"Open {paths.shown(pdf.build(edition(), language))}")

    return {"actions": [clear(print_book)], "task_dep": ["site"]}
