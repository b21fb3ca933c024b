"""A second question at the family link: on which day is one of your children born?"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.errors import Refused
from signoffs import queries

MOST_GUESSES = 5
A_DAY = 24 * 3600


def check_birthday(*, link: Any, day: int, month: int) -> None:
    """Raise Refused unless a child of the link's carer is born on that day and month, or after five wrong answers.

    Wrong answers are counted for the link, not for the browser, so that a new window gives no new tries.
    """
    key = f"family-guesses:{link.pk}"
    if cache.get(key, 0) >= MOST_GUESSES:
        raise Refused(_("That was 5 tries. Call the school office, or try again tomorrow"))
    if (day, month) not in queries.birthdays(link):
        cache.add(key, 0, A_DAY)
        cache.incr(key)
        raise Refused(_("That is not a birthday we know. Check the day and the month"))
    cache.delete(key)
