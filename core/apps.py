"""App config of the lowest floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Workflow, sealing, clock and the other things every floor stands on."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Let every form speak plainly."""
        from core.forms import speak_plainly  # noqa: PLC0415  the forms machinery needs the apps

        speak_plainly()
