"""Places: the regions of the country with codes, years and successors, and finding one by what an office writes.

The region table is reference data: it is loaded whole by an action of its own, which journals the digest of what
it loaded. Pairings and offices stand on regions and are records like any other (`jiedui.registers`).
"""
