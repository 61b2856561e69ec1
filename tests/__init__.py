"""The tests; a package, so that files in its folders may have the same name."""
