"""What kernels of this book find already done: its analyses imported, its tables read.

Tables are kept by their content, so a kernel that finds other content reads them anew.
"""

import pkgutil
from contextlib import suppress
from importlib import import_module

from healthai import data, paths
from healthai.data import descriptor
from healthai.errors import InputError

import_module("healthai.parameters")
for module in pkgutil.iter_modules([str(paths.SOURCE / "analysis")]):
    import_module(f"healthai.analysis.{module.name}")

with suppress(InputError):  # a wrong table is reported by the run that needs it
    for name in descriptor.resources(paths.DATA):
        data.load(name)
    data.indicator(data.indicators()[0])  # cuts the table into all series
    data.eu_and_rest()
