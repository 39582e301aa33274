"""Tracks, which are no records of the programme: their owners' own, seen by nobody else, deleted for good."""

from django.db import models


class Track(models.Model):
    """One track that a member brought: its days, how many points it has, and the file that holds them sealed.

    `resolution` is that of the grid at which its cells were worked out; `coordinates` the system it was given in.
    """

    owner = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=120)
    coordinates = models.CharField(max_length=8)
    points = models.BigIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    resolution = models.SmallIntegerField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=40)
    brought_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="track_once")]


class TrackCell(models.Model):
    """The first and the last day of a calendar year on which a track fell into a cell."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="+")
    cell = models.CharField(max_length=15)
    year = models.SmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["track", "cell", "year"], name="track_cell_once")]
        indexes = [models.Index(fields=["cell", "year"], name="track_by_cell")]
