"""One table: the regions."""

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
