"""A sealed value is bound to a stable label, a field and a row: it survives a move of its class, and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from core.checks import check_seal_labels, label_faults
from core.errors import SealBroken
from core.sealing.data_keys import DataKey
from core.sealing.fields import SealedModel, SealedTextField, commitments, context_of
from core.sealing.files import SealedFile
from incidents.models.reports import ReportDraft
from ledger.models import Entry
from people.models.persons import Person

ENDS = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)


def moved(label: str) -> type[SealedModel]:
    """The table of report drafts as a class of another app and another name sees it. Call with isolated apps."""

    class Elsewhere(SealedModel):
        seal_label: ClassVar[str] = label

        id = models.UUIDField(primary_key=True)
        school_id = models.UUIDField()
        content = SealedTextField()

        class Meta:
            app_label = "elsewhere"
            db_table = ReportDraft._meta.db_table
            managed = False

    return Elsewhere


def draft(cast, content: str = "It was in the changing room") -> ReportDraft:
    return ReportDraft.objects.create(
        school=cast.school, use="report", token_hash=uuid.uuid4().hex, ends_at=ENDS, content=content
    )


def read(row: ReportDraft) -> ReportDraft:
    return ReportDraft.objects.for_school(row.school_id).get(pk=row.pk)


def put(row: ReportDraft, column: str, value: object) -> None:
    """Write into the table as somebody would who can write SQL and holds no key."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])


def raw(row: models.Model, column: str = "content") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


@isolate_apps("core")
def test_a_value_that_was_sealed_before_its_class_moved_still_opens(cast) -> None:
    stored = draft(cast)
    before = commitments(stored, ("content",))
    row = moved("report_draft")._base_manager.select_related("data_key").get(pk=stored.pk)
    assert row._meta.label_lower == "elsewhere.elsewhere"
    assert row.content == "It was in the changing room"
    assert commitments(row, ("content",)) == before


@isolate_apps("core")
def test_a_value_of_another_model_does_not_open(cast) -> None:
    stored = draft(cast)
    row = moved("report_copy")._base_manager.get(pk=stored.pk)
    with pytest.raises(SealBroken, match=r"report_copy\.content"):
        row.content  # noqa: B018 - reading it is what fails


def test_the_values_of_two_rows_cannot_change_places_even_with_their_keys(cast) -> None:
    first, second = draft(cast, "about Mr A"), draft(cast, "about Mr B")
    spare = DataKey.make(owner_id=cast.school.pk, label="report_draft")
    keys = first.data_key_id, second.data_key_id
    blobs = raw(first), raw(second)
    put(first, "data_key_id", spare.pk)  # one key belongs to one row, so they change places by way of a third
    put(second, "data_key_id", keys[0])
    put(first, "data_key_id", keys[1])
    put(first, "content", blobs[1])
    put(second, "content", blobs[0])
    for row in (read(first), read(second)):
        with pytest.raises(SealBroken):
            row.content  # noqa: B018


def test_a_value_under_the_key_of_another_row_does_not_open(cast) -> None:
    first, second = draft(cast, "about Mr A"), draft(cast, "about Mr B")
    put(first, "content", raw(second))
    with pytest.raises(SealBroken):
        read(first).content  # noqa: B018
    assert read(second).content == "about Mr B"


def test_two_fields_of_one_row_cannot_change_places() -> None:
    from registers.models import Disclosure

    row = Disclosure(id=uuid.uuid4(), data_key=DataKey.prepare(owner_id=uuid.uuid4(), label="disclosure"))
    for name, text in (("who", "a neighbour"), ("since", "2019")):
        setattr(row, name, text)
        row.__dict__[name] = row._meta.get_field(name).from_db_value(
            row._meta.get_field(name).pre_save(row, add=True), None, None
        )
    assert (row.who, row.since) == ("a neighbour", "2019")
    row.__dict__["who"], row.__dict__["since"] = row.__dict__["since"], row.__dict__["who"]
    for name in ("who", "since"):
        with pytest.raises(SealBroken):
            getattr(row, name)


def test_what_a_value_is_bound_to_names_no_app_and_no_class() -> None:
    row = ReportDraft(id=uuid.UUID(int=7))
    assert context_of(row, "content") == "report_draft.content:00000000-0000-0000-0000-000000000007"
    assert SealedFile(id=uuid.UUID(int=7))._context == "sealed_file:00000000-0000-0000-0000-000000000007"
    assert Entry(id=uuid.UUID(int=7)).seal_context == "ledger_entry:00000000-0000-0000-0000-000000000007"


@pytest.mark.django_db
def test_a_data_key_carries_the_label_of_its_record(cast) -> None:
    assert read(draft(cast)).data_key.label == "report_draft"
    assert Person.objects.get(pk=cast.teacher.person.pk).data_key.label == "person"


def test_every_sealed_model_has_a_label_of_its_own() -> None:
    sealed = [model for model in apps.get_models() if issubclass(model, SealedModel)]
    assert sealed
    assert check_seal_labels(None) == []
    assert len({model.seal_label for model in sealed}) == len(sealed)


@isolate_apps("core")
@pytest.mark.parametrize("label", [None, "", "Report", "incidents.report", "report:1", "report draft", "r"])
def test_a_sealed_model_without_a_sound_label_is_refused(label: str | None) -> None:
    class Bare(SealedModel):
        class Meta:
            app_label = "elsewhere"

    if label is not None:
        Bare.seal_label = label
    (fault,) = label_faults([Bare])
    assert (fault.id, fault.is_serious()) == ("core.E001", True)


@isolate_apps("core")
@pytest.mark.parametrize("other", [ReportDraft, SealedFile, Entry])
def test_a_label_that_another_model_has_is_refused(other: type[models.Model]) -> None:
    (fault,) = label_faults([other, DataKey, moved(other.seal_label)])
    assert (fault.id, fault.msg) == ("core.E002", f"seal_label '{other.seal_label}' is taken by {other._meta.label}")


@isolate_apps("core")
def test_two_labels_of_two_models_are_well() -> None:
    assert label_faults([ReportDraft, DataKey, moved("report_copy")]) == []
