"""App config of the outbox."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class NoticesConfig(appconfig.ContributingAppConfig):
    """What is told to whom, and when."""

    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Give the ledger our verbs, and listen for people who are invited and for mail that comes back."""
        from anymail.signals import tracking

        from notices.services import on_mail_event, on_people_changed
        from people.services import people_changed

        people_changed.connect(on_people_changed, dispatch_uid="notices")
        tracking.connect(on_mail_event, dispatch_uid="notices")
        super().ready()
