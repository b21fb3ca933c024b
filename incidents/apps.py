"""App config of incidents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """Reports, cases, who hears of them and what was done."""

    name = "incidents"
    verbose_name = _("Concerns")

    def ready(self) -> None:
        """Tell the ledger its sentences, and how the digest of what it vouches for is made again."""
        from incidents import models
        from incidents.verbs import VERBS
        from ledger import verbs, witness

        verbs.register(VERBS)
        for model in models.WITNESSED:
            witness.register(model._meta.label_lower, model.digest_of)
