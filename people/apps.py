"""App registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes."""
        from ledger import verbs as ledger_verbs
        from people.verbs import VERBS

        ledger_verbs.register(VERBS)
