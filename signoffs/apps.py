"""App config of sign-offs."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class SignoffsConfig(appconfig.ContributingAppConfig):
    """Agreements, rounds, signatures and certificates."""

    name = "signoffs"
    verbose_name = _("Sign-offs")

    def ready(self) -> None:
        """Look at messages right before they leave."""
        from notices.services import ask_before_sending  # noqa: PLC0415
        from signoffs import queries  # noqa: PLC0415
        from signoffs.states import ASKING, TEAM  # noqa: PLC0415

        ask_before_sending(ASKING, queries.no_longer_asked)
        ask_before_sending(("family_request", "family_link", "family_reminder"), queries.letters_not_owed)
        ask_before_sending((TEAM,), queries.teams_not_owed)
        super().ready()
