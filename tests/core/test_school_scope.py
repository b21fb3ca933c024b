"""An owner on every row, held by the code and by the database; and rows that never change."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from core.db.school_scope import CompositeForeignKey, owner_key
from core.errors import Immutable, UnscopedQuery
from incidents.models.cases import Case, CaseReader, CaseView
from people.models.pupils import Pupil
from registers.models import DisclosureAddition, NothingToDeclare

NOW = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)


def names(rows) -> list[str]:
    return sorted(pupil.first_name for pupil in rows)


def test_rows_of_one_school_are_that_schools_own(cast) -> None:
    assert names(Pupil.objects.for_school(cast.school)) == ["Ivy", "Ned", "Una"]
    assert names(Pupil.objects.for_school(cast.school.pk)) == ["Ivy", "Ned", "Una"]
    assert names(Pupil.objects.for_school(cast.other_school)) == []
    assert names(Pupil.objects.for_schools([cast.other_school])) == []
    assert names(Pupil.objects.for_schools([cast.other_school, cast.school])) == ["Ivy", "Ned", "Una"]
    assert names(Pupil.objects.for_schools([])) == []


@pytest.mark.parametrize(
    "use",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(pk=uuid.UUID(int=1)),
        lambda rows: rows.aggregate(),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.update(first_name="X"),
        lambda rows: rows.delete(),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: rows.in_bulk(),
        lambda rows: list(rows.exclude(pk=uuid.UUID(int=1)).order_by("pk")[:1]),
    ],
)
def test_nothing_is_read_or_written_before_the_school_is_named(cast, use) -> None:
    with pytest.raises(UnscopedQuery, match=r"^Pupil: say for_school"):
        use(Pupil.objects.filter(first_name="Ivy"))
    assert names(Pupil.objects.for_school(cast.school)) == ["Ivy", "Ned", "Una"]


def test_what_was_narrowed_stays_so_through_every_step(cast) -> None:
    rows = Pupil.objects.for_school(cast.school).filter(first_name="Ivy").order_by("pk").select_related("school")
    assert names(rows) == ["Ivy"]
    assert (rows.count(), rows.exists(), list(rows.values_list("first_name", flat=True))) == (1, True, ["Ivy"])
    assert names(rows.all()[:5]) == ["Ivy"]


def test_narrowing_one_queryset_narrows_no_other(cast) -> None:
    rows = Pupil.objects.all()
    assert names(rows.for_school(cast.school)) == ["Ivy", "Ned", "Una"]
    with pytest.raises(UnscopedQuery):
        list(rows)


def test_every_school_is_taken_only_with_a_reason(cast) -> None:
    with pytest.raises(UnscopedQuery, match="Say why"):
        Pupil.objects.across_schools("")
    assert names(Pupil.objects.across_schools("a test")) == ["Ivy", "Ned", "Una"]


def test_rows_that_hang_on_an_instance_need_no_school(cast, report) -> None:
    case = report.case
    assert case.readers.count() == 2
    assert {reader.person for reader in case.readers.all()} == {cast.dsl.person, cast.deputy.person}


@pytest.fixture
def report(cast):
    from incidents.services import reports

    answers = {"about_kind": "child", "about": [], "story": "A group chat"}
    return reports.send_report(school=cast.school, answers=answers, from_kind="no_name")


def test_the_database_refuses_a_child_of_another_schools_parent(cast, report) -> None:
    row = CaseReader(
        school=cast.other_school,
        case=report.case,
        person=cast.stranger_head.person,
        as_role="headteacher",
        why="added",
        from_at=NOW,
    )
    with pytest.raises(IntegrityError, match="incidents_casereader"), transaction.atomic():
        row.save()
        _check_now()


def test_the_database_refuses_a_person_whom_the_school_does_not_know(cast, report) -> None:
    row = CaseReader(
        school=cast.school,
        case=report.case,
        person=cast.stranger_head.person,
        as_role="headteacher",
        why="added",
        from_at=NOW,
    )
    with pytest.raises(IntegrityError, match="incidents_casereader_person_known_here"), transaction.atomic():
        row.save()
        _check_now()


def _check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def key(**more) -> CompositeForeignKey:
    facts = {"name": "x_of_y", "fields": ("case", "school"), "to": "incidents.Case", "to_fields": ("id", "school")}
    return CompositeForeignKey(**facts | more)


@pytest.mark.django_db
def test_a_composite_key_names_both_columns_on_both_sides() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        added = (
            'ALTER TABLE "incidents_casereader" ADD CONSTRAINT "x_of_y" '
            'FOREIGN KEY ("case_id", "school_id") REFERENCES "incidents_case" ("id", "school_id")'
        )
        # Both ways of adding it wait for the end of the migration.
        assert key().create_sql(CaseReader, editor) is None
        assert key().constraint_sql(CaseReader, editor) is None
        assert editor.deferred_sql == [added, added]
        editor.deferred_sql.clear()
        assert key().remove_sql(CaseReader, editor) == 'ALTER TABLE "incidents_casereader" DROP CONSTRAINT "x_of_y"'
        editor.deferred_sql.clear()


def test_a_composite_key_is_written_down_whole_for_migrations() -> None:
    path, args, facts = key().deconstruct()
    assert (path, args) == ("core.db.school_scope.CompositeForeignKey", ())
    assert CompositeForeignKey(**facts) == key()
    assert len({key(), key(), CompositeForeignKey(**facts)}) == 1


@pytest.mark.parametrize(
    "more",
    [{"name": "other"}, {"fields": ("case",)}, {"to": "incidents.Report"}, {"to_fields": ("id",)}],
    ids=["name", "fields", "to", "to_fields"],
)
def test_two_composite_keys_that_differ_are_not_equal(more: dict) -> None:
    assert key() != key(**more)
    assert key() != "x_of_y"


def test_the_key_that_children_point_at_is_the_row_with_its_school() -> None:
    constraint = owner_key("incidents_case")
    assert (constraint.name, constraint.fields) == ("incidents_case_owner_key", ("id", "school"))
    assert constraint in Case._meta.constraints


@pytest.fixture
def look(cast, report) -> CaseView:
    row = CaseView(school=cast.school, case=report.case, person=cast.dsl.person, at=NOW)
    row.save()
    return row


@pytest.mark.parametrize(
    "change",
    [
        lambda row, rows: row.save(),
        lambda row, rows: row.delete(),
        lambda row, rows: rows.update(at=NOW),
        lambda row, rows: rows.bulk_update([row], ["at"]),
        lambda row, rows: rows.delete(),
    ],
    ids=["save", "delete", "update", "bulk_update", "delete many"],
)
def test_what_never_changes_refuses_in_the_code(look: CaseView, change) -> None:
    with pytest.raises(Immutable, match=r"^CaseView never changes"):
        change(look, CaseView.objects.for_school(look.school))
    assert CaseView.objects.for_school(look.school).get() == look


@pytest.mark.parametrize("sql", ["UPDATE incidents_look SET at = now()", "DELETE FROM incidents_look"])
def test_what_never_changes_refuses_in_the_database(look: CaseView, sql: str) -> None:
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert CaseView.objects.for_school(look.school).count() == 1


def test_an_immutable_row_is_inserted_and_never_overwrites_one_with_its_key(look: CaseView) -> None:
    again = CaseView(id=look.pk, school=look.school, case=look.case, person=look.person, at=NOW + dt.timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert CaseView.objects.for_school(look.school).get().at == NOW


def test_immutable_rows_are_narrowed_like_all_others() -> None:
    for model in (CaseView, DisclosureAddition, NothingToDeclare):
        with pytest.raises(UnscopedQuery):
            list(model.objects.all())
