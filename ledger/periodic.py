"""What the clock starts for the ledger."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from ledger import services


@shared_task(name="ledger.write_heads")
def write_heads() -> int:
    """Write every chain's head outside the database (every six hours)."""
    return services.write_heads(Path(settings.HEADS_FILE))
