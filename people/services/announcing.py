"""Something about a person changed, and the apps that contribute a ``PeopleListener`` may have to answer.

They are called inside the unit of work, so what one queues (an invitation, a starter's sign-offs) stands or falls with
the change. A listener's error undoes the change: a role without its letter would be worse than none.
"""

import datetime

from core.actor import Actor
from core.contributions.people import PEOPLE_LISTENERS
from people.models.persons import Person
from schools.models.schools import School


def announce(
    *,
    kind: str,
    person: Person | None,
    school: School,
    by: Actor | None,
    now: datetime.datetime | None = None,
    detail: dict[str, str] | None = None,
) -> None:
    """Tell the apps that listen; ``person`` is None when a whole list of people changed. ``detail`` holds no name.

    ``kind`` is "added", "to_invite", "invited", "role_given", "role_ended", "duty_given", "carer_linked",
    "carer_unlinked", "left", "covers", "imported", "import_undone", or "handed_over" when a post goes to ``person``
    (``detail``: from whom, on which day). "to_invite" asks for an account and an invitation; "invited" says that there
    is one.
    """
    for listener in PEOPLE_LISTENERS.values():
        listener.on_change(kind=kind, person=person, school=school, by=by, now=now, detail=detail or {})
