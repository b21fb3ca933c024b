"""The right that the pages of lists in and out, and of September, ask for."""

from core.access import page
from people.states.roles import Permission

MANAGE = page(Permission.PEOPLE_MANAGE.value)
