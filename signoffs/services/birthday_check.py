"""The second question at the family link: when is one of your children's birthdays?"""

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from people.models.persons import Person
from schools.models.schools import School
from signoffs.queries import family

MOST_GUESSES = 3
A_DAY = 24 * 3600


def check_birthday(*, person: Person, school: School, day: int, month: int) -> None:
    """Raise Refused unless a child of the carer is born on that day and month, or after three wrong answers.

    Wrong answers are counted for the carer, neither for the browser nor for the link: a new window or a new link gives
    no new tries. After the third the office helps, by telephone or on paper.
    """
    key = f"family-guesses:{school.pk}:{person.pk}"
    # One after the other: many windows at once have three tries together. Raised outside, so that the count stays.
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        wrong = cache.get(key, 0)
        right = (day, month) in family.birthdays(person, school)
        if wrong < MOST_GUESSES and right:
            cache.delete(key)
        elif wrong < MOST_GUESSES:
            cache.set(key, wrong + 1, A_DAY)
    if wrong + (not right) >= MOST_GUESSES:
        raise Refused(_("That was 3 tries. Call the school office"))
    if not right:
        raise Refused(_("That is not a birthday we know. Check the day and the month"))
