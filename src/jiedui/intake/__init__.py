"""Intake: workbooks in, as offices keep them, without a template; templates and exports out.

`files` opens a sender's file safely; `headings` and `recognition` find which register a sheet is, where its
heading is, which column is which and in what unit; `tables` tells data from totals and notes; `columns` reads the
cells; `planning` compares with the ledger. Nothing is written before a plan was shown; `actions` writes one batch.
"""
