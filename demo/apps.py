"""App config of the demo."""

from core import appconfig


class DemoConfig(appconfig.ContributingAppConfig):
    """A demonstration: its data, its tour and its pages. No other app imports it."""

    name = "demo"
    verbose_name = "Demo"
