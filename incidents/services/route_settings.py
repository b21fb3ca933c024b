"""Changing who hears of what: saved and tested in one, so that no route ever leads to nobody."""

import datetime as dt
from typing import Any

from core.db.transactions import unit_of_work
from incidents import rules
from incidents.queries import facts, route_settings
from people.queries import directory
from people.queries.acting import Actor
from schools.models.schools import School, SchoolSetting
from schools.services import schools


@unit_of_work()
def set_route(
    *, school: School, key: str, value: Any, by: Actor, now: dt.datetime | None = None
) -> SchoolSetting | None:
    """Set one setting of the group "routes" if what it leads to has a holder; returns the row, or None for no change.

    Raises Refused, and keeps what was, when the choice would lead to a post that nobody holds or break another route.
    """
    before = facts.school_facts(school)
    row: SchoolSetting | None = schools.set_setting(school=school, key=key, value=value, by=by, now=now)
    wanted = route_settings.holders_wanted(key, value)
    held = {role for role, persons in directory.holders_by_role(school, wanted).items() if persons}
    rules.may_change_routes(before, facts.school_facts(school), wanted, held).enforce()
    return row
