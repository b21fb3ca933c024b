"""Screens of the school's settings, its calendar, the routes, and the trust."""

from typing import Any

from demo import stories
from demo.people import DemoSchool
from demo.stops import Stop, as_cast, press, send_empty, tick, write
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


def settings_stops(place: DemoSchool) -> list[Stop]:
    """Return the screens at the demo's first school."""
    closed, role = _prepare(place)
    year = place.school.today().year - (place.school.today().month < 9)
    typed = (press("Check these terms"),)
    moved = (_shorten_the_autumn, press("Check these terms"))
    yellow = (write("School colour", "#F6B73C"), send_empty)
    admin = [
        Stop("settings", "settings/"),
        Stop("setting", "settings/past_pupil_age/"),
        Stop("setting-error", "settings/past_pupil_age/", steps=(write("The age at which", "200"), send_empty)),
        Stop("setting-locked", "settings/before_means/"),
        Stop("settings-changes", "settings/changes/"),
        Stop("crest", "settings/crest/"),
        Stop("crest-error", "settings/crest/", steps=(send_empty,)),
        Stop("school-colour", "settings/school/", steps=yellow),
        Stop("calendar", "settings/calendar/"),
        Stop("calendar-usual", f"settings/calendar/?year={year + 2}"),
        Stop("terms", f"settings/calendar/terms/{year}/"),
        Stop("terms-same", f"settings/calendar/terms/{year}/", steps=typed),
        Stop("terms-moved", f"settings/calendar/terms/{year}/", steps=moved),
        Stop("closed-add", "settings/calendar/closed/"),
        Stop("closed-add-error", "settings/calendar/closed/", steps=(send_empty,)),
        Stop("closed-remove", f"settings/calendar/closed/{closed.pk}/"),
        Stop("nation", "settings/calendar/nation/"),
        Stop("routes", "settings/routes/"),
        Stop("routes-tried", f"{TRY}adult&about=headteacher#result"),
        Stop("routes-tried-outside", f"{TRY}adult&about=headteacher&about=chair#result"),
        Stop("route", "settings/routes/support_contact/"),
        Stop("route-error", "settings/routes/safeguarding_also/", steps=(tick("The trust"), press("Save and test"))),
        Stop("route-locked", "settings/routes/friend_attempt_by_parent/"),
    ]
    trust = [
        Stop("trust", "trust/"),
        Stop("trust-found-none", "trust/?q=zzz"),
        Stop("trust-settings", "trust/settings/"),
        Stop("trust-setting", "trust/settings/past_pupil_age/"),
        Stop("trust-school", "trust/schools/add/"),
        Stop("trust-school-error", "trust/schools/add/", steps=(send_empty,)),
        Stop("trust-people", "trust/people/"),
        Stop("trust-people-error", "trust/people/", steps=(send_empty,)),
        Stop("trust-role-end", f"trust/people/{role.pk}/end/"),
    ]
    return [
        *as_cast(place, "admin", admin),
        *as_cast(place, "trust_admin", trust),
        Stop("schools-mine", "/schools/", user=place.cast["trust_admin"].user),
    ]
