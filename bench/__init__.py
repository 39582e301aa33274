"""The benchmark: what Jiedui takes beside what others take for the same work, with the same digits checked first.

`roster` imports a large workbook; `figures` asks large ledgers for all indicators. Every measurement runs in a process
of its own (`ours`, and one module for each peer in `peers`), the contenders of a round in turn, so that whatever else
the machine does meets all of them. `report` sets ratios beside the wishes. Nothing here is imported by the product.
"""
