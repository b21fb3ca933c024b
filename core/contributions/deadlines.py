"""What an app contributes to deadlines: how much time each allows, how it counts, whether it can be paused, and why.

Data only. A deadline is no row of the database: ``notices.rules.due_dates`` derives it each time from the moments that
were written down and from the school's calendar (docs/adr/0210).
"""

from dataclasses import dataclass

from core.contributions.registry import References, Registry
from core.contributions.reminders import REMINDER_SCHEDULES, Unit
from core.contributions.settings import SETTINGS
from core.text.words import Words


@dataclass(frozen=True, slots=True)
class DeadlineKind:
    """One sort of deadline.

    ``amount`` in ``unit`` from the moment it starts; None where each has a moment or a day of its own, which somebody
    set. ``setting`` is the school's setting in place of ``amount``, of whose numbers ``per`` make one unit. ``by`` is
    the sentence with ``%(when)s``. ``schedule`` names its reminder schedule. ``source`` says where the rule comes
    from, ``note`` how it is read and why. ``planned``: what will use it.
    """

    name: str
    words: Words
    by: Words
    source: str
    amount: int | None = None
    unit: Unit | None = None
    setting: str = ""
    per: int = 1
    pauses: bool = False
    schedule: str = ""
    note: str = ""
    planned: str = ""

    def references(self) -> References:
        """Name the setting and the schedule."""
        wanted = ((SETTINGS, self.setting), (REMINDER_SCHEDULES, self.schedule))
        return [(registry, name) for registry, name in wanted if name]


DEADLINE_KINDS = Registry(DeadlineKind, variable="DEADLINE_KINDS", noun="deadline")
