"""The demonstration's workbooks: invented records whose sums are the published figures, in sheets as offices send them.

`names` invents persons, numbers and firms; `homes` spells places; the modules of records (`projects`, `industry`,
`promotion`, `labour`) make what is counted; the `*_books` modules lay records and their companions out in sheets;
`writing` and `formats` know what sheets look like and how each file format is written; `make` puts it all in a
folder. Nothing here reads a ledger or counts a figure: the published figures are targets, taken from
`published.toml`.
"""

from jiedui.demo.workbooks.make import write_workbooks

__all__ = ["write_workbooks"]
