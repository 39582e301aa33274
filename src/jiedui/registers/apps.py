"""The room as a Django app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "jiedui.registers"
    label = "registers"
