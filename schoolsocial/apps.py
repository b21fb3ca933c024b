"""App config of the roof."""

from core import appconfig


class RoofConfig(appconfig.ContributingAppConfig):
    """Home page and settings: reads all floors, and nobody imports it."""

    name = "schoolsocial"
    label = "roof"
    verbose_name = "Portal"
