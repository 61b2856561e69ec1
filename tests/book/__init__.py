"""Tests of the book: words of numbers, the extension, the stages that make the pages, and the pages in a browser."""
