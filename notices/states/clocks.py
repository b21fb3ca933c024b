"""Where a clock stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a clock stands, in the order of a list."""

    LATE = "1_late", _("Late")
    RUNNING = "2_running", _("Running")
    PAUSED = "3_paused", _("Paused")
