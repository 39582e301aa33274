"""The room as a Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "jiedui.reports"
    label = "reports"
