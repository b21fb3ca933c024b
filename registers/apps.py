"""App config of registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    """Disclosures of links online, and the decisions on them."""

    name = "registers"
    verbose_name = _("Registers")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes, and how a record's digest is made again."""
        from ledger import verbs, witness  # noqa: PLC0415
        from notices.services import ask_before_sending  # noqa: PLC0415
        from registers import queries  # noqa: PLC0415
        from registers.verbs import VERBS  # noqa: PLC0415

        verbs.register(VERBS)
        witness.register("disclosure_decision", queries.digest_of_decision)
        witness.register("nothing_to_declare", queries.digest_of_nothing)
        ask_before_sending(("decision_needed",), queries.decisions_not_owed)
