"""The peers' tables: the roster as one plain model of its columns, and facts with their history."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords


class RosterRow(models.Model):
    """One row of the roster, column by column."""

    serial = models.IntegerField()
    name = models.CharField(max_length=60)
    id_number = models.CharField(max_length=20, unique=True)
    sex = models.CharField(max_length=10)
    home = models.CharField(max_length=100)
    household = models.CharField(max_length=20)
    destination = models.CharField(max_length=20)
    work_region = models.CharField(max_length=100)
    employer = models.CharField(max_length=200)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    income = models.IntegerField(null=True, blank=True)
    channel = models.CharField(max_length=20)
    mode = models.CharField(max_length=20)
    trip_number = models.CharField(max_length=40, blank=True)
    subsidy = models.IntegerField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Fact(models.Model):
    """One fact that figures add up; confirming and correcting it are updates, each a version of its history."""

    account = models.IntegerField()
    region = models.CharField(max_length=12)
    valid_on = models.DateField()
    standing = models.SmallIntegerField()
    amount = models.BigIntegerField()

    history = HistoricalRecords()

    class Meta:
        indexes = [models.Index(fields=["account", "region", "valid_on"], name="fact_by_account")]
