"""The admin's addresses: one changelist over the table of placements, as many rows and columns as ours shows."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from bench.pages import LIST_COLUMNS, LIST_ROWS
from jiedui.registers.models import TABLES


class Placements(admin.ModelAdmin):
    list_display = ("id", *LIST_COLUMNS)
    list_per_page = LIST_ROWS
    ordering = ("id",)


admin.site.register(TABLES["placements"], Placements)
urlpatterns = [path("admin/", admin.site.urls)]
