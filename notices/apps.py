"""App config of the outbox."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class NoticesConfig(appconfig.ContributingAppConfig):
    """What is told to whom, and when."""

    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Hear of mail that comes back."""
        from anymail.signals import tracking

        from notices.services.bounces import on_mail_event

        super().ready()
        tracking.connect(on_mail_event, dispatch_uid="notices")
