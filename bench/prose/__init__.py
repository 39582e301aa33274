"""Measures the check of a text: a labelled corpus of our own wording, and figures changed one at a time."""
