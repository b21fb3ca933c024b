"""The right that the pages of a school's settings ask for."""

from core.access import page
from schools.states import Permission

CONFIGURE = page(Permission.SCHOOL_CONFIGURE.value)
