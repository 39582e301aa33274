"""Fieldwork: visits, tracks, the grid of coverage, the footprint.

Visits and days in cells are records like any other and post like any other. Tracks are not: they are their owner's, who
alone sees them and can delete them for good; the ledger keeps the cells that they fell into and the days. This room
must not import indicators, intake, reports or a face.
"""
