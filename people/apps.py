"""App registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes, and hear of every sign-in."""
        from django.contrib.auth.signals import user_logged_in

        from ledger import verbs as ledger_verbs
        from people import adapters, services
        from people.verbs import VERBS

        ledger_verbs.register(VERBS)
        adapters.listen()
        user_logged_in.connect(services.on_signed_in, dispatch_uid="people.signed_in_on")
