"""The registers 台账: the records of the programme, one declaration for each kind, and the actions that write them.

A record lives in its register's table as it is now; how it came about is in the journal. Tables are written only by
`actions`, in the same transaction as the batch that journals it. `ledgers/` holds the declarations, one module for
each part of the programme; everything else here works on any of them.
"""
