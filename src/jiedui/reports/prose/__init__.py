"""The check of a text (核稿): every figure in it, what it speaks of, and whether the ledger and the text itself agree.

    text ──► reading form ──► figures ──► contexts ──► comparison ──► report, marks, comments
             characters       numerals    clauses       precision
                              measures    places        relations (the text against itself)
                              silences    periods
                                          vocabulary

All up to `contexts`, and `relations`, is pure: it needs no Django and is given names as values (`ledger` makes them).
A checker flags; it never corrects, and says when it cannot tell.
"""
