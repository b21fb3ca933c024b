"""App registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes, and hear of every sign-in."""
        from django.contrib.auth.signals import user_logged_in

        from core import samples as known_samples
        from ledger import verbs as ledger_verbs
        from people import adapters, samples, services
        from people.verbs import VERBS

        ledger_verbs.register(VERBS)
        known_samples.register(known_samples.Checker("people", samples.fits, samples.check))
        adapters.listen()
        user_logged_in.connect(services.on_signed_in, dispatch_uid="people.signed_in_on")
