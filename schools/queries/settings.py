"""What a school has set, what its trust says for it, or the default where both say nothing."""

import copy
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Case, SmallIntegerField, Value, When

from core.contributions.settings import SETTINGS
from core.db.dated import in_force
from schools.models.schools import School, SchoolSetting, TrustSetting


class Origin(IntEnum):
    """Who said it; the highest that spoke counts."""

    DEFAULT = 0
    TRUST = 1
    SCHOOL = 2
    LOCKED = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One setting as it holds, and who said so."""

    value: Any
    origin: Origin

    @property
    def is_locked(self) -> bool:
        """Say whether the trust has locked it."""
        return self.origin is Origin.LOCKED

    @property
    def is_trusts(self) -> bool:
        """Say whether it is the trust's word."""
        return self.origin in (Origin.TRUST, Origin.LOCKED)


def _rows(school: School, day: datetime.date, **which: Any) -> Iterable[tuple[str, Any, int]]:
    """Return (key, value, origin) of school and trust in one query."""
    own = SchoolSetting.objects.for_school(school).filter(in_force(day), **which)
    above = TrustSetting.objects.filter(in_force(day), trust_id=school.trust_id, **which)
    origin = Case(
        When(locked=True, then=Value(Origin.LOCKED.value)),
        default=Value(Origin.TRUST.value),
        output_field=SmallIntegerField(),
    )
    theirs = Value(Origin.SCHOOL.value, output_field=SmallIntegerField())
    rows: Iterable[tuple[str, Any, int]] = own.values_list("key", "value", theirs).union(
        above.values_list("key", "value", origin), all=True
    )
    return sorted(rows, key=lambda row: row[2])


def settings_said(school: School, on: datetime.date | None = None) -> dict[str, Said]:
    """Return every setting of a school as on the day with its origin: ``{key: Said}``. One query."""
    said = {key: Said(copy.copy(spec.default), Origin.DEFAULT) for key, spec in SETTINGS.items()}
    # A key that the code has since dropped is history, not a setting.
    for key, value, origin in _rows(school, on or school.today()):
        if key in SETTINGS:
            said[key] = Said(value, Origin(origin))
    return said


def settings(school: School, on: datetime.date | None = None) -> dict[str, Any]:
    """Return every setting of a school as on the day: ``{key: value}``, defaults filled in. One query."""
    return {key: said.value for key, said in settings_said(school, on).items()}


def setting_said(school: School, key: str, on: datetime.date | None = None) -> Said:
    """Return one setting with its origin. Raises KeyError for a key that does not exist. One query."""
    said = Said(copy.copy(SETTINGS[key].default), Origin.DEFAULT)
    for _key, value, origin in _rows(school, on or school.today(), key=key):
        said = Said(value, Origin(origin))
    return said


def setting(school: School, key: str, on: datetime.date | None = None) -> Any:
    """Return one setting. Raises KeyError for a key that does not exist."""
    return setting_said(school, key, on).value
