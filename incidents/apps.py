"""App config of incidents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """Reports, cases, who hears of them and what was done."""

    name = "incidents"
    verbose_name = _("Concerns")

    def ready(self) -> None:
        """Tell the ledger its sentences and digests; tell the posts page who is in line; hear of posts that change."""
        from incidents import models, queries, services
        from incidents.verbs import VERBS
        from ledger import verbs, witness
        from notices.services import ask_before_sending
        from people.queries import register_lines
        from people.services import people_changed

        verbs.register(VERBS)
        for model in models.WITNESSED:
            witness.register(model.seal_label, model.digest_of)
        register_lines(queries.lines)
        ask_before_sending(queries.TOLD, queries.no_longer_told)
        people_changed.connect(services.on_people_changed, dispatch_uid="incidents")
