"""The room as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "jiedui.places"
    label = "places"
