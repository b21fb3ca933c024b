"""App config of sign-offs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignoffsConfig(AppConfig):
    """Agreements, rounds, signatures and certificates."""

    name = "signoffs"
    verbose_name = _("Sign-offs")

    def ready(self) -> None:
        """Tell the ledger sentences and digests; speak on policy pages; say who has signed when people are undone."""
        from ledger import verbs, witness  # noqa: PLC0415
        from people.services import importing, people_changed  # noqa: PLC0415
        from policies.queries import register_panel  # noqa: PLC0415
        from signoffs.queries import asked_since, digest_of_sitting, policy_panel, signed_since  # noqa: PLC0415
        from signoffs.services import on_people_changed  # noqa: PLC0415
        from signoffs.verbs import VERBS  # noqa: PLC0415

        verbs.register(VERBS)
        witness.register("signoffs.sitting", digest_of_sitting)
        register_panel(policy_panel)
        people_changed.connect(on_people_changed, dispatch_uid="signoffs")
        importing.register_trace("signoffs.signed", _("has signed"), signed_since)
        importing.register_trace("signoffs.asked", _("has asked a question"), asked_since)
