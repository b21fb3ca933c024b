"""The demo: three schools through the services, and every setting differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from core.contributions.settings import SETTINGS
from demo import stories
from demo.cast import rows
from demo.load import load
from demo.people import loaded_school
from ledger import services as ledger
from notices.models import Bounce
from notices.queries import outbox
from schools.models.schools import School
from schools.queries import settings as people_settings

pytestmark = pytest.mark.django_db


def test_the_demo_loads_once_and_its_chains_verify() -> None:
    assert [place.school.slug for place in load(staff=2, families=2)] == ["oakfield", "elmbridge", "st-brides"]
    assert load() == []
    assert ledger.verify() == []
    assert [(s.slug, s.trust.stands_alone) for s in School.objects.order_by("slug")] == [
        ("elmbridge", False),
        ("oakfield", False),
        ("st-brides", True),
    ]


def test_two_schools_of_the_trust_differ_in_every_line_of_where_schools_differ() -> None:
    load(staff=1, families=1)
    one, other = (people_settings.settings(School.objects.get(slug=slug)) for slug in ("oakfield", "elmbridge"))
    groups = {"review", "routes", "friends"}
    assert [key for key, spec in SETTINGS.items() if spec.group in groups and one[key] == other[key]] == []


def test_everybody_with_an_account_stands_on_the_demo_page() -> None:
    load(staff=1, families=1)
    assert {place.school.slug: len(place.people) for place in rows()} == {
        "oakfield": 12,
        "elmbridge": 13,
        "st-brides": 11,
    }


def test_a_demo_that_was_interrupted_after_its_load_is_completed_once() -> None:
    [oakfield, *_others] = load()
    later = loaded_school("oakfield")  # as the next start finds it
    assert len(later.carers) == len(oakfield.carers)
    for _ in range(2):
        stories.complete(later)
    assert Bounce.objects.for_school(oakfield.school).count() == 1
    heads = ledger.read_heads(Path(settings.HEADS_FILE))
    assert len(heads) == len({(head["school"], head["confidentiality"]) for head in heads}) > 0


def test_one_e_mail_has_come_back_to_the_office_of_the_demo() -> None:
    [oakfield, *_others] = load()
    stories.an_email_comes_back(oakfield)
    [row] = outbox.outbox(oakfield.school).came_back
    assert (str(row.what), bool(row.who), bool(row.details_url)) == ("Thank you for signing", True, True)
