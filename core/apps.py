"""App config of the lowest floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Workflow, sealing, clock and the other things every floor stands on."""

    name = "core"
    verbose_name = "Core"
