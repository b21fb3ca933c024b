"""App config of core."""

from core import appconfig


class CoreConfig(appconfig.ContributingAppConfig):
    """Workflow, sealing, clock and the other things every app stands on."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Let every form speak plainly, and register the system checks."""
        from core import checks  # noqa: F401, PLC0415  the checks need the models
        from core.pages.forms import set_plain_error_messages  # noqa: PLC0415  the forms machinery needs the apps

        super().ready()
        set_plain_error_messages()
