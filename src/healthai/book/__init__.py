"""The book: words for stored numbers, the Sphinx extension, drawing and staging per language, and the site."""
