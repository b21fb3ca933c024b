"""App config of sign-offs."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class SignoffsConfig(appconfig.ContributingAppConfig):
    """Agreements, rounds, signatures and certificates."""

    name = "signoffs"
    verbose_name = _("Sign-offs")

    def ready(self) -> None:
        """Tell the ledger sentences and digests; speak on policy pages; say who has signed when people are undone."""
        from notices.services import ask_before_sending  # noqa: PLC0415
        from people.services import importing, people_changed  # noqa: PLC0415
        from policies.queries import register_panel  # noqa: PLC0415
        from signoffs import queries  # noqa: PLC0415
        from signoffs.services import on_people_changed  # noqa: PLC0415
        from signoffs.states import ASKING, TEAM  # noqa: PLC0415

        register_panel(queries.policy_panel)
        ask_before_sending(ASKING, queries.no_longer_asked)
        ask_before_sending(("family_request", "family_link", "family_reminder"), queries.letters_not_owed)
        ask_before_sending((TEAM,), queries.teams_not_owed)
        people_changed.connect(on_people_changed, dispatch_uid="signoffs")
        importing.register_trace("signoffs.signed", _("has signed"), queries.signed_since)
        importing.register_trace("signoffs.asked", _("has asked a question"), queries.asked_since)
        super().ready()
