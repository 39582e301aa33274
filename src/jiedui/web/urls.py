"""The addresses of the pages."""

from django.urls import path

from jiedui.web.views import figures_table

urlpatterns = [path("", figures_table, name="figures_table")]
