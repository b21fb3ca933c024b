"""When letters go out, in words: no page says that one is on its way which waits for the school to open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from schools.queries import calendar


@pytest.mark.parametrize(
    "now, words",
    [
        (dt.datetime(2026, 11, 20, 10, 0), ""),
        (dt.datetime(2026, 11, 20, 8, 0), ""),
        (dt.datetime(2026, 11, 20, 7, 59), "at 8am on Friday 20 November"),
        (dt.datetime(2026, 11, 20, 16, 0), "at 8am on Monday 23 November"),
        (dt.datetime(2026, 11, 21, 12, 0), "at 8am on Monday 23 November"),
        (dt.datetime(2026, 12, 24, 12, 0), "at 8am on Monday 4 January"),
    ],
    ids=["open", "just open", "early", "after the last bell", "Saturday", "Christmas"],
)
def test_the_words_say_when_the_school_opens_next(cast, clock, now, words):
    clock.set(now)
    assert calendar.letters_leave(cast.school) == words


def test_a_school_without_a_calendar_holds_nothing_back(db):
    from schools.models.schools import School, Trust

    trust = Trust.objects.create(name="Oak", slug="oak", stands_alone=True)
    school = School.objects.create(trust=trust, slug="oak", name="Oak Lane School")
    assert calendar.letters_leave(school) == ""


@pytest.mark.parametrize(
    "now, said",
    [
        (dt.datetime(2026, 11, 20, 10, 0), "The invitation is on its way."),
        (dt.datetime(2026, 11, 21, 10, 0), "The invitation goes out at 8am on Monday 23 November."),
    ],
    ids=["open", "closed"],
)
def test_an_invitation_says_when_it_goes_out(cast, clock, client, sign_in, now, said):
    clock.set(now)
    sign_in(client, cast.admin)
    address = reverse("people:invite", args=[cast.school.slug, cast.teacher.person.pk])
    assert said in client.post(address, follow=True).content.decode()
