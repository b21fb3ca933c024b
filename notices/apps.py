"""App config of the outbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What is told to whom, and when."""

    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Tell the ledger which words stand for what is recorded here."""
        from ledger import verbs
        from notices.verbs import VERBS

        verbs.register(VERBS)
