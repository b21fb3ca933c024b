"""Where a deadline stands, and the reminder of a decision that somebody waits for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, ReminderSchedule, ReminderStep, Unit, Who

DECIDE_WITHIN = 3
"""School days after which a decision is asked for again: "No decision by Friday: we remind you once"."""

DECISION_REMINDERS = ReminderSchedule(
    "decision",
    _("Decision wanted"),
    "L18, M10",
    (ReminderStep("once", Anchor.DUE, 1, Unit.SCHOOL_DAY, (Who.PERSON,), "decision_needed"),),
    cap=1,
    first="decision_needed",
)


class Stage(TextChoices):
    """Where a deadline stands, in the order of a list."""

    LATE = "1_late", _("Late")
    RUNNING = "2_running", _("Running")
    PAUSED = "3_paused", _("Paused")
