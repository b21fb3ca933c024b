"""App config of the roof."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Home page, demo, first steps: reads all floors, and nobody imports it."""

    name = "schoolsocial"
    label = "roof"
    verbose_name = "Portal"
