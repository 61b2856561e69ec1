"""Tests of the figures: a package, because other folders have modules of the same names."""
