"""The regions; the boundaries in force, and the cells of the grid that they make."""

from django.db import models


class Region(models.Model):
    """One division code: its name, its level (1 province … 5 village), the years it was in force, its successor."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.SmallIntegerField()
    since = models.SmallIntegerField(null=True)
    until = models.SmallIntegerField(null=True)
    successor = models.CharField(max_length=12, default="")

    class Meta:
        indexes = [models.Index(fields=["level"], name="region_by_level")]


class BoundarySet(models.Model):
    """One set of boundaries: its name and version, the approval number of its map, whether it is schematic, the
    resolution of its grid, and the digest of the file that it was read from."""

    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    approval_number = models.CharField(max_length=60, default="")
    is_schematic = models.BooleanField(default=False)
    resolution = models.SmallIntegerField()
    digest = models.CharField(max_length=64)


class Boundary(models.Model):
    """The boundary of one region in the set in force: its outline as GeoJSON in WGS-84, and its area in m²."""

    code = models.CharField(max_length=12, primary_key=True)
    set = models.ForeignKey(BoundarySet, models.CASCADE, related_name="+")
    outline = models.TextField()
    area = models.BigIntegerField()


class GridCell(models.Model):
    """One cell of the grid and the region in which its middle lies."""

    cell = models.CharField(max_length=15, primary_key=True)
    code = models.CharField(max_length=12, db_index=True)
