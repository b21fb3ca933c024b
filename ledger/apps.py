"""App config of the ledger."""

from core import appconfig


class LedgerConfig(appconfig.ContributingAppConfig):
    """What happened: append-only, chained, without foreign keys."""

    name = "ledger"
    verbose_name = "Ledger"
