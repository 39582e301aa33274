"""The kernel: pure values and rules, without Django and without a database.

Region codes, units and quantities, periods, identity numbers, accounts, the lens, the canonical form and
the error catalogue. Everything above may use it; it uses nothing of the product.
"""
