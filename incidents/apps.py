"""App config of incidents."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class IncidentsConfig(appconfig.ContributingAppConfig):
    """Reports, cases, who hears of them and what was done."""

    name = "incidents"
    verbose_name = _("Concerns")

    def ready(self) -> None:
        """Tell the ledger its sentences and digests; tell the posts page who is in line; hear of posts that change."""
        from incidents import queries, services
        from notices.services import ask_before_sending
        from people.queries import register_lines
        from people.services import people_changed

        register_lines(queries.lines)
        ask_before_sending(queries.TOLD, queries.no_longer_told)
        people_changed.connect(services.on_people_changed, dispatch_uid="incidents")
        super().ready()
