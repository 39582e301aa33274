"""What leaves the ledger as a document, and what is checked against it: `prose` checks a text.

A report is gathered once as a value (`contents`), with the actor's rights; pages and documents are made from it alone.
`snapshots` publishes it, the one write of this room, and gives it back; `restatements` says what the ledger says
otherwise since; `brief`, `tables`, `evidence_folder` and `self_evaluation` print it.
"""
