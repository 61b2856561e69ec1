"""One module a notebook: the data tables brought to the methods of `healthai.stats`, rows of findings out."""
