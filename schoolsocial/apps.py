"""App config of the portal itself."""

from core import appconfig


class PortalConfig(appconfig.ContributingAppConfig):
    """Home page and settings: reads every app, and nobody imports it."""

    name = "schoolsocial"
    verbose_name = "Portal"
