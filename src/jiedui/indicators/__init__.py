"""Indicators: the catalogue of official figures, and the figures themselves as sums over postings through a lens.

What an indicator is stands in a catalogue file, dated and versioned; an office can lay its own file over it. No
definition lives in code, and nothing here counts anything but by asking the journal.
"""
