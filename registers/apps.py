"""App config of registers."""

from django.utils.translation import gettext_lazy as _

from core import appconfig


class RegistersConfig(appconfig.ContributingAppConfig):
    """Disclosures of links online, and the decisions on them."""

    name = "registers"
    verbose_name = _("Registers")

    def ready(self) -> None:
        """Tell the ledger which sentences this app writes, and how a record's digest is made again."""
        from notices.services import ask_before_sending  # noqa: PLC0415
        from registers import queries  # noqa: PLC0415

        ask_before_sending(("decision_needed",), queries.decisions_not_owed)
        super().ready()
