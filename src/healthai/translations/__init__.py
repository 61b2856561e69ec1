"""What readers see, collected into message catalogues, merged with what is translated, and checked.

A catalogue holds the words of one source: a page (``association.po``), a notebook (``notebooks/association.po``), the
template of the country pages (``country.po``), or one part of the package (``package/figures.po``). Every file of
``book/locales/<language>/LC_MESSAGES/`` is made here; people fill in the ``msgstr`` and nothing else.
"""
