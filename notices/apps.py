"""App config of the outbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What is told to whom, and when."""

    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Give the ledger our verbs, and listen for people who are invited and for mail that comes back."""
        from anymail.signals import tracking

        from ledger import verbs
        from notices.services import on_mail_event, on_people_changed
        from notices.verbs import VERBS
        from people.services import people_changed

        verbs.register(VERBS)
        people_changed.connect(on_people_changed, dispatch_uid="notices")
        tracking.connect(on_mail_event, dispatch_uid="notices")
