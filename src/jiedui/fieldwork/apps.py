"""The app of fieldwork."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "jiedui.fieldwork"
    label = "fieldwork"
