"""Jiedui 结对: the ledger of a paired-assistance programme.

Workbooks go in, every change becomes an entry in an append-only journal, and every figure is a sum over
that journal. The rooms, lowest first: kernel, journal, places, registers, indicators, intake, demo, and the
faces (commands, web). Imports go one way only, from a face down to the kernel.
"""

__version__ = "0.1.0"
