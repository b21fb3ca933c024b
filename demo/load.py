"""Loads the demo, once. A second call finds it there and changes nothing."""

import datetime as dt
import random
from typing import Any

from django.conf import settings

from core import clock
from core.db.transactions import unit_of_work
from core.errors import Refused
from demo import stories, texts
from demo.people import DemoSchool, add_cast, add_families, add_staff, add_trust_admin, set_differences
from people.services import assignments, persons
from people.states.roles import Role
from schools.models.schools import School
from schools.services import schools

SEED = 20260901
OAKFIELD, ELMBRIDGE, ST_BRIDES = "oakfield", "elmbridge", "st-brides"
SCHOOLS: dict[str, dict[str, Any]] = {
    OAKFIELD: {
        "name": "Oakfield Primary School",
        "phone": "01234 567 890",
        "office_hours": "8am to 4pm on school days",
        "public_email": "office@oakfield.example",
        "colour": "#2D6A3E",
    },
    ELMBRIDGE: {
        "name": "Elmbridge Junior School",
        "phone": "01234 567 900",
        "office_hours": "8:30am to 4:30pm on school days",
        "public_email": "office@elmbridge.example",
        "colour": "#1C4D86",
    },
    ST_BRIDES: {
        "name": "St Bride's School",
        "phone": "01632 960 555",
        "office_hours": "8am to 3:30pm on school days",
        "public_email": "office@st-brides.example",
        "colour": "#7A3E12",
    },
}


def is_loaded() -> bool:
    """Say whether the demo is there."""
    return School.objects.filter(is_demo=True).exists()


@unit_of_work()
def load(*, staff: int = 12, families: int = 24) -> list[DemoSchool]:
    """Make the demo's three schools with their people and stories; returns them, Oakfield first.

    Raises Refused outside demo mode and tests. Returns an empty list when it is loaded already.
    """
    if not (settings.DEMO_MODE or settings.TEST_MODE):
        raise Refused("The demo can be loaded in demo mode only.")
    if is_loaded():
        return []
    moment = clock.now()
    chance = random.Random(SEED)  # noqa: S311 - made-up people, not secrets
    trust = schools.create_trust(name="Hartwell Learning Trust", slug="hartwell", is_demo=True)
    oakfield, elmbridge, st_brides = (
        DemoSchool(
            schools.create_school(
                trust=trust if slug != ST_BRIDES else None, slug=slug, is_demo=True, now=moment, **facts
            )
        )
        for slug, facts in SCHOOLS.items()
    )
    _fill(oakfield, chance, staff=staff, families=families, now=moment)
    _trust_people(oakfield, elmbridge, now=moment)
    for place in (elmbridge, st_brides):
        add_cast(place, now=moment)
        set_differences(place.school, otherwise=False, now=moment)
        add_families(place, 3, chance=chance, now=moment)
        stories.publish(place, texts.STAFF, now=moment)
    return [oakfield, elmbridge, st_brides]


def _fill(place: DemoSchool, chance: random.Random, *, staff: int, families: int, now: dt.datetime) -> None:
    """Give Oakfield its settings, people, policies, rounds and concerns."""
    add_cast(place, now=now)
    set_differences(place.school, otherwise=True, now=now)
    add_staff(place, staff, chance=chance, now=now)
    add_families(place, families, chance=chance, now=now)
    then = now - dt.timedelta(days=40)
    first = stories.publish(place, texts.SOCIAL_OLD, now=then)
    before = stories.open_round(place, first, days=5, now=then)
    stories.staff_sign(place, before, but=("support",), now=then)
    second = stories.publish(place, texts.SOCIAL_NEW, policy=first.policy, now=now)
    current = stories.open_round(place, second, days=5, now=now)
    stories.staff_sign(place, current, but=("teacher", "support", "head", "dsl"), now=now)
    agreement = stories.publish(place, texts.STAFF, now=then)
    done = stories.open_round(place, agreement, days=8, now=then)
    stories.staff_sign(place, done, but=("support",), now=then)
    for name in texts.INLINE:
        stories.publish(place, name, now=then)
    rules = stories.publish(place, texts.FAMILY, now=then)
    family = stories.open_round(place, rules, audience="family", days=8, now=now)
    stories.families_sign(place, family, now=now)
    stories.report_concerns(place, now=now)
    stories.declare_a_friend(place, "support", now=now)


def _trust_people(oakfield: DemoSchool, elmbridge: DemoSchool, *, now: dt.datetime) -> None:
    """One runs the trust. Another works in both schools: the governor of Oakfield teaches at Elmbridge."""
    add_trust_admin(oakfield, now=now)
    governor = oakfield.cast["governor"]
    persons.add_person(school=elmbridge.school, person=governor, first_name="Alan", last_name="Foss", now=now)
    assignments.give_role(person=governor, school=elmbridge.school, role=Role.TEACHER, now=now)
