"""App registration."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class AccountsConfig(appconfig.ContributingAppConfig):
    name = "accounts"
    verbose_name = _("Signing in")

    def ready(self) -> None:
        """Hear of every sign-in and of every second step that is set up."""
        from accounts import signals

        signals.connect()
        super().ready()
