"""What a school has set, or the default where it has set nothing."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from people.models import School, SchoolSetting, in_force
from people.states import SETTINGS


def settings(school: School, on: datetime.date | None = None) -> dict[str, Any]:
    """Return every setting of a school as on the day: ``{key: value}``, defaults filled in. One query."""
    values = {key: copy.copy(spec.default) for key, spec in SETTINGS.items()}
    rows = SchoolSetting.objects.for_school(school).filter(in_force(on or school.today()))
    # A key that the code has since dropped is history, not a setting.
    values.update({key: value for key, value in rows.values_list("key", "value") if key in SETTINGS})
    return values


def setting(school: School, key: str, on: datetime.date | None = None) -> Any:
    """Return one setting. Raises KeyError for a key that does not exist."""
    spec = SETTINGS[key]
    rows = SchoolSetting.objects.for_school(school).filter(in_force(on or school.today()), key=key)
    row = rows.values_list("value", flat=True).first()
    return copy.copy(spec.default) if row is None else row
