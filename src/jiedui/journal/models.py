"""The journal's tables. Rows of Batch, SourceSheet, Entry and Posting are only ever added (triggers hold that)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Head(models.Model):
    """One row: where the chain ends. Locking it is how writers take turns."""

    id = models.SmallIntegerField(primary_key=True)
    batch = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    entry = models.BigIntegerField(default=0)
    posting = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)


class Batch(models.Model):
    """One action: who, when, what, why, from which file, and the hash that chains it to the batch before."""

    id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField(db_index=True)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=40)
    reason = models.TextField(default="")
    reverses = models.BigIntegerField(null=True, db_index=True)
    file_digest = models.CharField(max_length=64, default="", db_index=True)
    file_name = models.CharField(max_length=255, default="")
    summary = models.TextField(default="{}")
    places = models.TextField(default="")
    """The counties whose records it wrote, as six digits each between commas: by them whoever may see it finds it."""
    first_entry = models.BigIntegerField()
    entries = models.IntegerField()
    first_posting = models.BigIntegerField()
    postings = models.IntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class SourceSheet(models.Model):
    """One sheet of a batch's source file: its name, its register, and which column each field was read from."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sheets")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=255)
    register = models.CharField(max_length=40)
    columns = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="one_sheet_number_a_batch")]


class Entry(models.Model):
    """One record before → after, as canonical JSON of the fields that changed; empty where there was or is none."""

    id = models.BigIntegerField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, db_index=False, related_name="+")
    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    before = models.TextField()
    after = models.TextField()
    sheet = models.SmallIntegerField(null=True)
    row = models.IntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["record"], name="entry_by_record")]


class Account(models.Model):
    """A concrete account code that a posting has used."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=160, unique=True)


class Posting(models.Model):
    """One signed whole number in one account, at one region, on one valid date, at one standing.

    `weight` is 1 for a posting and -1 for the one that takes it back; `subject` is the record whose rule made it,
    `field` the field of the entry's record that the amount was read from.
    """

    id = models.BigIntegerField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, db_index=False, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, db_index=False, related_name="+")
    region = models.CharField(max_length=12)
    valid_on = models.DateField()
    standing = models.SmallIntegerField()
    amount = models.BigIntegerField()
    weight = models.SmallIntegerField()
    subject = models.BigIntegerField()
    field = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject"], name="posting_by_subject"),
            models.Index(fields=["account", "region", "valid_on"], name="posting_by_account"),
        ]


class Balance(models.Model):
    """The running sum of one account in one region (its subtree, and its own level) in one period at one standing.

    Derived from the postings. `facts` counts postings less those taken back, so that nothing recorded (missing)
    differs from a recorded zero. `born` and `batch` are the first and the last batch that touched it.
    """

    id = models.BigIntegerField(primary_key=True)
    region = models.CharField(max_length=12)
    account = models.ForeignKey(Account, models.PROTECT, db_index=False, related_name="+")
    period = models.IntegerField()
    standing = models.SmallIntegerField()
    total = models.BigIntegerField()
    facts = models.IntegerField()
    own_total = models.BigIntegerField()
    own_facts = models.IntegerField()
    born = models.BigIntegerField()
    batch = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "account", "period", "standing"], name="one_balance_a_cell")
        ]


class BalancePast(models.Model):
    """What a balance was until a batch changed it. The row with the smallest batch after K says how it stood at K."""

    id = models.BigAutoField(primary_key=True)
    balance = models.ForeignKey(Balance, models.CASCADE, db_index=False, related_name="+")
    batch = models.BigIntegerField()
    total = models.BigIntegerField()
    facts = models.IntegerField()
    own_total = models.BigIntegerField()
    own_facts = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["balance", "batch"], name="one_past_a_batch")]
