"""Screens of the school's settings, its calendar, the routes, and the trust."""

from typing import Any

from demo import stories
from demo.people import DemoSchool
from demo.screens import Screen, as_cast, press, send_empty, tick, write
from people.models.roles import TrustRole
from people.services import trusts
from schools.models.calendar import ClosedDay
from schools.queries.calendar import school_days_after
from schools.services import closed as people_closed

TRY = "settings/routes/?from_kind=staff&kind="


def _prepare(place: DemoSchool) -> tuple[ClosedDay, TrustRole]:
    """Lock one setting, close a day, and let somebody be away."""
    school = place.school
    by = TrustRole.objects.get(trust=school.trust, role="trust_administrator").person
    for key, value, locked in (("before_means", "appointment", True), ("each_carer_signs", False, False)):
        trusts.set_trust_setting(trust=school.trust, key=key, value=value, locked=locked, by=by)
    trusts.set_trust_setting(trust=school.trust, key="friend_attempt_by_parent", value="headteacher", locked=True)
    day = school_days_after(school, school.today(), 30)
    people_closed.add_closed_days(school=school, first=day, why="INSET", by=stories.actor(place, "admin"))
    closed = ClosedDay.objects.for_school(school).get(day=day)
    return closed, TrustRole.objects.get(trust=school.trust, role="trust_administrator")


def _shorten_the_autumn(page: Any) -> None:
    """Type another last day of the autumn term."""
    page.get_by_role("group", name="Last day of term").first.get_by_label("Day", exact=True).fill("15")


def settings_screens(place: DemoSchool) -> list[Screen]:
    """Return the screens at the demo's first school."""
    closed, role = _prepare(place)
    year = place.school.today().year - (place.school.today().month < 9)
    typed = (press("Check these terms"),)
    moved = (_shorten_the_autumn, press("Check these terms"))
    yellow = (write("School colour", "#F6B73C"), send_empty)
    admin = [
        Screen("settings", "settings/"),
        Screen("setting", "settings/past_pupil_age/"),
        Screen("setting-error", "settings/past_pupil_age/", steps=(write("The age at which", "200"), send_empty)),
        Screen("setting-locked", "settings/before_means/"),
        Screen("settings-changes", "settings/changes/"),
        Screen("crest", "settings/crest/"),
        Screen("crest-error", "settings/crest/", steps=(send_empty,)),
        Screen("school-colour", "settings/school/", steps=yellow),
        Screen("calendar", "settings/calendar/"),
        Screen("calendar-usual", f"settings/calendar/?year={year + 2}"),
        Screen("terms", f"settings/calendar/terms/{year}/"),
        Screen("terms-same", f"settings/calendar/terms/{year}/", steps=typed),
        Screen("terms-moved", f"settings/calendar/terms/{year}/", steps=moved),
        Screen("closed-add", "settings/calendar/closed/"),
        Screen("closed-add-error", "settings/calendar/closed/", steps=(send_empty,)),
        Screen("closed-remove", f"settings/calendar/closed/{closed.pk}/"),
        Screen("nation", "settings/calendar/nation/"),
        Screen("routes", "settings/routes/"),
        Screen("routes-tried", f"{TRY}adult&about=headteacher#result"),
        Screen("routes-tried-outside", f"{TRY}adult&about=headteacher&about=chair#result"),
        Screen("route", "settings/routes/support_contact/"),
        Screen("route-error", "settings/routes/safeguarding_also/", steps=(tick("The trust"), press("Save and test"))),
        Screen("route-locked", "settings/routes/friend_attempt_by_parent/"),
    ]
    trust = [
        Screen("trust", "trust/"),
        Screen("trust-found-none", "trust/?q=zzz"),
        Screen("trust-settings", "trust/settings/"),
        Screen("trust-setting", "trust/settings/past_pupil_age/"),
        Screen("trust-school", "trust/schools/add/"),
        Screen("trust-school-error", "trust/schools/add/", steps=(send_empty,)),
        Screen("trust-people", "trust/people/"),
        Screen("trust-people-error", "trust/people/", steps=(send_empty,)),
        Screen("trust-role-end", f"trust/people/{role.pk}/end/"),
    ]
    return [
        *as_cast(place, "admin", admin),
        *as_cast(place, "trust_admin", trust),
        Screen("schools-mine", "/schools/", user=place.cast["trust_admin"].user),
    ]
