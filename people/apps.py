"""App registration."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class PeopleConfig(appconfig.ContributingAppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes, and hear of every sign-in."""
        from django.contrib.auth.signals import user_logged_in

        from people import adapters
        from people.services import accounts

        adapters.listen()
        user_logged_in.connect(accounts.on_signed_in, dispatch_uid="people.signed_in_on")
        super().ready()
