"""September: classes move up, leavers leave, starters start, once, and back again within a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import Refused
from ledger.models import Entry
from ledger.services import verify
from people.models.pupils import CarerLink, ClassPlace
from people.queries import families
from people.services import contact_restrictions, pupils
from roll.models.rollover import RollOver
from roll.queries import rollover
from roll.rules.rollover import Group, Move, first_of_september, next_year, propose, year_number
from roll.services import rollover as rolling

SEPTEMBER = dt.date(2027, 9, 1)


@pytest.mark.parametrize(
    ("year", "class_name", "number"),
    [
        ("R", "", 0),
        ("Reception", "", 0),
        ("Year R", "", 0),
        ("N", "", -1),
        ("4", "", 4),
        ("Year 4", "", 4),
        ("Y11", "", 11),
        ("", "4B", 4),
        ("", "Oak", None),
        ("mixed", "4B", None),
    ],
)
def test_a_year_is_read_however_it_is_written(year, class_name, number):
    assert year_number(year, class_name) == number


@pytest.mark.parametrize(
    ("year", "written", "after"),
    [
        ("4", [], "5"),
        ("Year 4", [], "Year 5"),
        ("Y9", [], "Y10"),
        ("R", ["R", "1", "2"], "1"),
        ("R", ["R", "Year 1"], "Year 1"),
        ("Reception", [], "Year 1"),
        ("Nursery", [], "Reception"),
        ("", [], ""),
    ],
)
def test_the_next_year_is_written_as_the_school_writes_it(year, written, after):
    assert next_year(Group("Oak", year), written) == after


def test_one_class_a_year_moves_to_the_next_and_the_top_leaves():
    groups = [Group("Acorn", "R"), Group("Birch", "1"), Group("Cedar", "2")]
    assert propose(groups) == {
        Group("Acorn", "R"): Move("Birch", "1"),
        Group("Birch", "1"): Move("Cedar", "2"),
        Group("Cedar", "2"): Move(leaves=True),
    }


def test_classes_named_by_their_year_keep_their_letter():
    groups = [Group(f"{year}{letter}", str(year)) for year in (3, 4) for letter in "AB"] + [Group("5A", "5")]
    moves = propose(groups)
    assert [moves[group].next_class for group in groups] == ["4A", "4B", "5A", "5A", ""]
    assert moves[Group("5A", "5")].leaves


def test_where_two_classes_could_be_next_nobody_guesses():
    groups = [Group("Acorn", "1"), Group("Elm", "2"), Group("Fir", "2")]
    assert propose(groups)[Group("Acorn", "1")] == Move("", "2")
    assert not propose(groups)[Group("Acorn", "1")].decided


def test_a_mixed_class_moves_year_by_year():
    groups = [Group("Oak", "3"), Group("Oak", "4"), Group("Yew", "5")]
    moves = propose(groups)
    assert (moves[groups[0]], moves[groups[1]]) == (Move("Oak", "4"), Move("Yew", "5"))


def test_the_day_that_is_offered():
    days = [(2026, 7, 20), (2026, 9, 15), (2026, 11, 2)]
    assert [first_of_september(dt.date(*day)).year for day in days] == [2026, 2026, 2027]


PLAN = {
    Group("Acorn", "R"): Move("Birch", "1"),
    Group("Cedar", "2"): Move("Dell", "3"),
    Group("Fir", "5"): Move(leaves=True),
}


@pytest.fixture
def school(clock, cast):
    clock.set(dt.datetime(2027, 7, 12, 9))
    rolling.plan_classes(school=cast.school, moves=PLAN, by=cast.office.actor)
    return cast.school


def roll(cast, **more):
    return rolling.roll_over(school=cast.school, day=SEPTEMBER, by=cast.office.actor, **more)


def classes(school, on):
    return {child.first_name: (child.class_name, child.year_group) for child in families.pupils_at(school, on)}


def rows(model, school):
    shown = model.objects.for_school(school).values_list("pk", "from_date", "until_date")
    return {pk: (start, end) for pk, start, end in shown if start != end}


@pytest.mark.django_db
class TestRollOver:
    def test_it_is_dated_ahead_and_changes_nothing_today(self, school, cast):
        pupils.add_pupil(school=school, first_name="Max", class_name="Acorn", year_group="R", from_date=SEPTEMBER)
        made = roll(cast)
        assert made.counts == {"moved": 2, "left": 1}
        before = {"Ivy": ("Acorn", "R"), "Ned": ("Cedar", "2"), "Una": ("Fir", "5")}
        after = {"Max": ("Acorn", "R"), "Ivy": ("Birch", "1"), "Ned": ("Dell", "3")}
        assert classes(school, dt.date(2027, 7, 12)) == classes(school, dt.date(2027, 8, 31)) == before
        assert classes(school, SEPTEMBER) == after

    def test_a_leavers_carers_are_asked_until_the_last_day_and_no_longer(self, school, cast):
        roll(cast)
        person = cast.parent.person
        last, first = dt.date(2027, 8, 31), SEPTEMBER
        assert [child.first_name for child in families.children_of(person, school, last)] == ["Ivy", "Ned", "Una"]
        assert [child.first_name for child in families.children_of(person, school, first)] == ["Ivy", "Ned"]

    def test_twice_changes_nothing_and_a_year_moves_up_once(self, school, cast, clock):
        made = roll(cast)
        held, entries = rows(ClassPlace, school), Entry.objects.count()
        assert roll(cast) == made
        assert (rows(ClassPlace, school), Entry.objects.count()) == (held, entries)
        with pytest.raises(Refused, match="already"):
            rolling.roll_over(school=school, day=SEPTEMBER + dt.timedelta(days=1), by=cast.office.actor)
        assert verify() == []

    def test_it_is_one_entry_without_a_name(self, school, cast):
        roll(cast)
        entry = Entry.objects.get(verb="roll_over.done")
        assert sorted(entry.facts) == ["changes", "day", "left", "moved"]
        assert "Quill" not in str(entry.facts)

    def test_nothing_happens_while_a_class_goes_nowhere(self, school, cast):
        pupils.add_pupil(school=school, first_name="Max", class_name="Owls", from_date=dt.date(2027, 1, 5))
        held = rows(ClassPlace, school)
        assert [group.class_name for group in rollover.preview(school, SEPTEMBER)["open_groups"]] == ["Owls"]
        with pytest.raises(Refused, match="where every class goes"):
            roll(cast)
        assert rows(ClassPlace, school) == held

    def test_who_leaves_or_changes_by_hand_is_left_alone(self, school, cast):
        ivy, ned, _una = cast.children
        pupils.end_place(pupil=ivy, on=dt.date(2027, 7, 24))
        pupils.move_pupil(pupil=ned, class_name="Elm", year_group="3", on=SEPTEMBER)
        shown = rollover.preview(school, SEPTEMBER)
        assert (shown["settled"], shown["moving_up"], shown["leaving"]) == (["Ned Quill"], 0, 1)
        roll(cast)
        assert classes(school, SEPTEMBER) == {"Ned": ("Elm", "3")}

    def test_who_leaves_at_christmas_moves_up_until_then(self, school, cast):
        pupils.end_place(pupil=cast.children[0], on=dt.date(2027, 12, 18))
        roll(cast)
        assert classes(school, dt.date(2027, 12, 17))["Ivy"] == ("Birch", "1")
        assert "Ivy" not in classes(school, dt.date(2027, 12, 18))

    def test_undone_every_row_is_as_it_was(self, school, cast, clock):
        pupils.end_place(pupil=cast.children[0], on=dt.date(2027, 12, 18))
        places, links = rows(ClassPlace, school), rows(CarerLink, school)
        made = roll(cast)
        clock.advance(hours=23)
        assert rolling.undo_roll_over(rollover=made, by=cast.office.actor) == []
        assert (rows(ClassPlace, school), rows(CarerLink, school)) == (places, links)
        assert rolling.undo_roll_over(rollover=made, by=cast.office.actor) == []
        assert Entry.objects.filter(verb="roll_over.undone").count() == 1
        again = roll(cast)
        assert again != made
        assert verify() == []

    def test_who_was_changed_since_is_listed_and_kept(self, school, cast):
        made = roll(cast)
        _ivy, ned, una = cast.children
        pupils.move_pupil(pupil=ned, class_name="Elm", year_group="3", on=SEPTEMBER)
        pupils.move_pupil(pupil=una, class_name="Gorse", year_group="6", on=SEPTEMBER)
        assert rollover.changed_since(made) == [ned, una]
        assert rolling.undo_roll_over(rollover=made, by=cast.office.actor) == [ned, una]
        after = {"Ivy": ("Acorn", "R"), "Ned": ("Elm", "3"), "Una": ("Gorse", "6")}
        assert classes(school, SEPTEMBER) == after

    def test_a_bar_that_was_set_since_stays(self, school, cast):
        una = cast.children[2]
        made = roll(cast)
        contact_restrictions.restrict_contact(person=cast.carer.person, pupil=una)
        rolling.undo_roll_over(rollover=made, by=cast.office.actor)
        later = dt.date(2027, 9, 2)
        assert [child.first_name for child in families.children_of(cast.carer.person, school, later)] == ["Ivy", "Ned"]
        link = CarerLink.objects.for_school(school).get(person=cast.carer.person, pupil=una, until_date=None)
        assert link.barred

    def test_after_a_day_it_stays(self, school, cast, clock):
        made = roll(cast)
        clock.advance(hours=24)
        with pytest.raises(Refused, match="24 hours"):
            rolling.undo_roll_over(rollover=made, by=cast.office.actor)
        assert rollover.current(school) == made

    def test_only_those_who_keep_the_list_may(self, school, cast):
        with pytest.raises(Refused):
            rolling.roll_over(school=school, day=SEPTEMBER, by=cast.teacher.actor)


@pytest.mark.django_db
def test_the_pages_from_the_plan_to_the_undo(cast, clock, client, sign_in):
    clock.set(dt.datetime(2027, 7, 12, 9))
    office = sign_in(client, cast.office)
    plan, check, undo = (
        reverse(f"roll:{name}", args=[cast.school.slug]) for name in ("roll_over", "roll_over_check", "roll_over_undo")
    )
    form = office.get(plan).context["form"]
    typed = {"day_day": "1", "day_month": "9", "day_year": "2027"}
    empty = office.post(plan, typed)
    assert "Say where Acorn goes, or that it leaves" in empty.content.decode()
    for row, to_class, to_year, leaves in form.lines():
        move = PLAN[row.group]
        typed |= {to_class.html_name: move.next_class, to_year.html_name: move.next_year}
        typed |= {leaves.html_name: "on"} if move.leaves else {}
    seen = office.post(plan, typed, follow=True)
    shown = seen.content.decode()
    assert seen.redirect_chain[0][0] == f"{check}?day=2027-09-01"
    for words in ("From Wednesday 1 September 2027", "From Acorn: 1", "Ivy Quill", "Move 2 children up"):
        assert words in shown
    assert RollOver.objects.for_school(cast.school).count() == 0
    done = office.post(check, {"day": "2027-09-01"}, follow=True).content.decode()
    assert "2 move up, 1 leave." in done
    assert "Take it back" in office.get(undo).content.decode()
    office.post(undo)
    assert rollover.current(cast.school) is None
    assert office.get(undo).status_code == 404
