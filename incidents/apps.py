"""App config of incidents."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class IncidentsConfig(appconfig.ContributingAppConfig):
    """Reports, cases, who hears of them and what was done."""

    name = "incidents"
    verbose_name = _("Concerns")

    def ready(self) -> None:
        """Look at messages right before they leave."""
        from incidents import queries
        from notices.services import ask_before_sending

        ask_before_sending(queries.TOLD, queries.no_longer_told)
        super().ready()
