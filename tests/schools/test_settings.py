"""Where schools differ: every setting has a default that fits its kind, and a value that cannot be is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from core.contributions.settings import SETTING_GROUPS, SETTINGS, SettingKind
from core.errors import Refused
from ledger.models import Entry
from schools.models.schools import SchoolSetting
from schools.queries import settings
from schools.rules.settings import clean_setting, sentence_of
from schools.services import schools

# The rows of "Where schools differ", each with the settings that hold it.
DIFFERENCES = {
    "who signs an approval": ("approval_signers", "approval_every_holder"),
    "attempt to friend staff, by a child": ("friend_attempt_by_child",),
    "by a parent": ("friend_attempt_by_parent",),
    "by staff": ("friend_attempt_by_staff",),
    "misuse by staff goes to": ("staff_misuse",),
    "parent's post about the school": ("parent_post", "post_line_manager"),
    "safeguarding concern": ("safeguarding_also",),
    "present pupils as friends": ("present_pupils_as_friends",),
    "past pupils": ("past_pupils_as_friends", "past_pupil_age"),
    "parents as friends": ("parents_as_friends",),
    "pre-existing means before": ("before_means",),
    "questions go to": ("questions_to",),
}

# What the five published policies say, in the words of the settings (W, L, O, M, C).
SCHOOLS = {
    "W": {
        "friend_attempt_by_child": "headteacher",
        "friend_attempt_by_staff": "disciplinary",
        "parent_post": ["meeting", "removal"],
        "present_pupils_as_friends": "before",
        "past_pupils_as_friends": "as_present",
    },
    "L": {
        "friend_attempt_by_staff": "senior_leadership",
        "staff_misuse": "senior_leadership",
        "parent_post": ["contact", "removal", "police_on_repeat"],
        "safeguarding_also": ["line_manager", "named_persons"],
        "post_line_manager": True,
        "before_means": "request",
        "questions_to": "senior_leadership",
    },
    "O": {
        "parent_post": ["removal", "governing_body_letter"],
        "past_pupil_age": 16,
        "parents_as_friends": "advised_against",
        "questions_to": "office",
    },
    "M": {
        "friend_attempt_by_child": "one_of",
        "friend_attempt_by_parent": "one_of",
        "approval_signers": ["headteacher", "executive_head"],
        "present_pupils_as_friends": "advised_against",
        "parents_as_friends": "declare",
    },
    "C": {
        "parent_post": ["removal"],
        "present_pupils_as_friends": "exception",
        "before_means": "entry",
    },
}


@pytest.mark.parametrize("row", DIFFERENCES)
def test_every_line_where_schools_differ_is_a_setting(row):
    assert [key for key in DIFFERENCES[row] if key not in SETTINGS] == []


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_a_value_of_its_kind_and_reads_as_a_sentence(key):
    spec = SETTINGS[key]
    assert clean_setting(key, spec.default) == spec.default
    assert sentence_of(key, spec.default)
    assert spec.group in SETTING_GROUPS
    assert str(spec.sentence).endswith(".")
    assert bool(spec.choices) is (spec.kind in (SettingKind.CHOICE, SettingKind.SEVERAL))


@pytest.mark.obligation("L21", "C18")
@pytest.mark.parametrize("letter", SCHOOLS)
def test_each_of_the_five_schools_can_say_what_its_policy_says(db, letter):
    school = schools.create_school(name=f"School {letter}")
    for key, value in SCHOOLS[letter].items():
        schools.set_setting(school=school, key=key, value=value)
    defaults = {key: spec.default for key, spec in SETTINGS.items()}
    assert settings.settings(school) == defaults | SCHOOLS[letter]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("past_pupil_age", 0),
        ("past_pupil_age", "16"),
        ("past_pupil_age", True),
        ("friend_attempt_by_child", "nobody"),
        ("friend_attempt_by_child", None),
        ("approval_signers", []),
        ("approval_signers", ["chair", "caretaker"]),
        ("approval_signers", "chair"),
        ("each_carer_signs", "yes"),
        ("opens_at", "25:00"),
        ("opens_at", "16:00"),  # the school closes then
        ("lado_contact", "x" * 301),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(db, key, value):
    school = schools.create_school(name="Elm School")
    with pytest.raises(Refused):
        schools.set_setting(school=school, key=key, value=value)
    assert settings.setting(school, key) == SETTINGS[key].default


def test_an_unknown_setting_is_an_error(db):
    school = schools.create_school(name="Elm School")
    with pytest.raises(KeyError):
        schools.set_setting(school=school, key="mood", value="good")
    with pytest.raises(KeyError):
        settings.setting(school, "mood")


def test_several_are_kept_in_the_order_of_the_choices_and_once():
    assert clean_setting("approval_signers", ["headteacher", "chair", "chair"]) == ["chair", "headteacher"]


def test_a_change_holds_from_its_day_and_is_recorded_with_before_and_after(cast, clock):
    clock.set(dt.datetime(2026, 11, 20, 9))
    schools.set_setting(school=cast.school, key="past_pupil_age", value=16, by=cast.head.actor)
    ages = [settings.setting(cast.school, "past_pupil_age", dt.date(2026, 11, day)) for day in (19, 20)]
    assert ages == [18, 16]
    entry = Entry.objects.filter(school_id=cast.school.pk, verb="setting.changed").get()
    assert entry.facts == {"key": "past_pupil_age", "before": 18, "after": 16}
    assert entry.actor_id == cast.head.person.pk


def test_the_same_value_again_changes_nothing(cast):
    assert schools.set_setting(school=cast.school, key="past_pupil_age", value=18) is None
    assert SchoolSetting.objects.for_school(cast.school).count() == 0


def test_a_text_may_name_somebody_so_the_ledger_keeps_only_that_it_changed(cast):
    schools.set_setting(school=cast.school, key="lado_contact", value="Jo Bloggs, 01234 567", by=cast.head.actor)
    row = SchoolSetting.objects.for_school(cast.school).get()
    facts = {"key": "lado_contact", "row": str(row.pk), "old": ""}
    assert Entry.objects.filter(verb="setting.changed").get().facts == facts


def test_all_settings_come_in_one_query(cast, django_assert_num_queries):
    schools.set_setting(school=cast.school, key="past_pupil_age", value=16)
    with django_assert_num_queries(1):
        assert settings.settings(cast.school, dt.date(2099, 1, 1))["past_pupil_age"] == 16


def test_who_may_not_configure_is_refused(cast):
    for member in (cast.teacher, cast.office, cast.governor, cast.dsl):
        with pytest.raises(Refused):
            schools.set_setting(school=cast.school, key="past_pupil_age", value=16, by=member.actor)
    assert settings.setting(cast.school, "past_pupil_age") == 18
