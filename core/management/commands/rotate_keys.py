"""Re-wrap every data key under the newest ring key."""

from typing import Any

from django.core.management.base import BaseCommand

from core.contributions.core import KEY_RING_SECRETS
from core.models import DataKey
from core.sealing.keys import current_id


class Command(BaseCommand):
    """Rotation touches the small key table, and the few secrets of second steps; sealed values and the ledger stay."""

    help = "Re-wraps every data key under the first key of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Re-wrap what is not yet under the current key; safe to stop and run again."""
        done = 0
        for key in DataKey.objects.filter(wrapped__isnull=False).exclude(ring_key=current_id()).iterator():
            key.rewrap()
            done += 1
        done += sum(secrets.reseal() for secrets in KEY_RING_SECRETS.values())
        self.stdout.write(f"{done} keys re-wrapped under {current_id()}.")
