"""What a change of people does to accounts: somebody is invited, or has left."""

import datetime

from accounts.services.invitations import invite_staff
from accounts.services.sessions import end_sessions
from core.text.dates import iso
from people.models.persons import Person
from people.models.roles import RoleAtSchool
from people.services.base import By
from schools.models.schools import School
from schools.services.base import day_at


def on_people_changed(
    *, kind: str, person: Person | None, school: School, by: By, now: datetime.datetime | None, detail: dict[str, str]
) -> None:
    """Invite who is to be invited; sign a leaver out, unless the last day is still to come."""
    if person is None:
        return
    if kind == "to_invite":
        invite_staff(person=person, school=school, by=by, now=now)
    elif kind == "left" and detail["on"] <= iso(day_at(school, now)):
        _sign_out(person)


def _sign_out(person: Person) -> None:
    """End the sessions of somebody who has no role left anywhere; a role that begins later opens the door again."""
    if person.user is None:
        return
    rows = RoleAtSchool.objects.across_schools("one account may act at several schools").select_related("school")
    rows = rows.filter(person__user=person.user_id)
    if not any(row.holds_on(row.school.today()) for row in rows):
        end_sessions(user=person.user)
