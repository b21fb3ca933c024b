"""App config of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """What happened: append-only, chained, without foreign keys."""

    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Let every unit of work write its entries at its very end."""
        from core import unit  # noqa: PLC0415
        from ledger import services  # noqa: PLC0415

        unit.register_flusher(services.flush)
