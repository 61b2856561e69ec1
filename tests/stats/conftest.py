"""The same examples in every run, and no time limit per example: a busy machine is not a failure."""

from hypothesis import settings

settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")
