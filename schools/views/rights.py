"""The right that the pages of a school's settings ask for."""

from __future__ import annotations

from core.access import page
from schools.states import Permission

CONFIGURE = page(Permission.SCHOOL_CONFIGURE.value)
