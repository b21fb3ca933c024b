"""App config of governance."""

from core import appconfig


class GovernanceConfig(appconfig.ContributingAppConfig):
    """See docs: one floor of the house."""

    name = "governance"

    def ready(self) -> None:
        """Look at weekly notes right before they leave."""
        from governance.services import look_again  # noqa: PLC0415
        from notices.services import ask_before_sending  # noqa: PLC0415

        ask_before_sending(("weekly_note",), look_again)
        super().ready()
