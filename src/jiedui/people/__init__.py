"""People: who somebody is, which roles they hold today, and how they sign in.

Members, their roles and their offices are registers, journaled like all records; this room reads them, hands what
they come to down as an `Actor`, and keeps beside them what is no record: passwords (hashed), sessions, failed
sign-ins. Rooms below know actors only. Every sign-in, sign-out, lock-out, new password and ended session is a batch
of the journal.
"""
