"""The one signal of the project: something about a person changed, and a higher floor may have to answer.

It is sent inside the unit of work, so what a receiver queues (an invitation, a starter's sign-offs) stands or falls
with the change. A receiver's error undoes the change: a role without its letter would be worse than none.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.dispatch import Signal

from people.models import Person, School

# Arguments: kind ("added", "invited", "role_given", "role_ended", "duty_given", "carer_linked", "carer_unlinked",
# "left", "step_reset_asked", "step_reset_yours", "step_reset_done", "step_reset_ended" (``person``: who is told),
# and when a post goes to ``person`` "handed_over"; detail says from whom and on which day),
# person, school, by (Actor or None), now (datetime or None), and detail, a dict without names.
people_changed = Signal()


def announce(
    *,
    kind: str,
    person: Person,
    school: School,
    by: Any,
    now: datetime.datetime | None = None,
    detail: dict[str, str] | None = None,
) -> None:
    """Tell the higher floors."""
    people_changed.send(sender=Person, kind=kind, person=person, school=school, by=by, now=now, detail=detail or {})
