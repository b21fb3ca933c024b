"""The rights that several pages of people ask for."""

from core.access import page
from people.states.roles import Permission

MANAGE = page(Permission.PEOPLE_MANAGE.value)
# Who hands out rights, or takes a list of people along, shows first that it is still them.
MANAGE_AFRESH = page(Permission.PEOPLE_MANAGE.value, fresh=True)
