"""App config of the lowest floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Workflow, sealing, clock and the other things every floor stands on."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Let every form speak plainly, and register the system checks."""
        from core import checks  # noqa: F401, PLC0415  the checks need the models
        from core.forms import speak_plainly  # noqa: PLC0415  the forms machinery needs the apps

        speak_plainly()
