"""The journal: batches, entries, postings, balances; sums, traces, differences, verification.

Everything that happened, in the order in which it was recorded, each batch chained to the one before by its hash.
Nothing here is ever updated or deleted but the balances, which are derived and can be rebuilt. The journal knows
account codes, region codes and record numbers; it does not know what a project or a person is.
"""
