"""The room as a Django app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "jiedui.journal"
    label = "journal"
