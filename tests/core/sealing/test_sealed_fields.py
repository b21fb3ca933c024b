"""What a sealed column does on the way in, on the way out, and when its key is destroyed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, transaction

from core.errors import SealBroken
from core.sealing.data_keys import DataKey
from core.sealing.fields import SealedBytes, commitments, destroy, forgotten, is_forgotten, seal_facts
from incidents.models.reports import ReportDraft
from registers.models import Disclosure

ENDS = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def row(cast) -> ReportDraft:
    return draft(cast, "It was in the changing room")


def draft(cast, content: str) -> ReportDraft:
    return ReportDraft.objects.create(
        school=cast.school, use="report", token_hash=uuid.uuid4().hex, ends_at=ENDS, content=content
    )


def read(row: ReportDraft) -> ReportDraft:
    return ReportDraft.objects.for_school(row.school_id).get(pk=row.pk)


def raw(row: ReportDraft) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM incidents_reportdraft WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def unsaved(**texts: str | None) -> Disclosure:
    row = Disclosure(id=uuid.uuid4(), data_key=DataKey.prepare(owner_id=uuid.uuid4(), label="disclosure"))
    for name, text in texts.items():
        setattr(row, name, text)
    return row


def test_what_is_read_back_is_what_was_written_and_the_table_holds_noise(row: ReportDraft) -> None:
    assert read(row).content == "It was in the changing room"
    assert b"changing" not in raw(row)
    assert len(raw(row)) > len("It was in the changing room")


def test_reading_a_row_brings_its_key_in_the_same_query(row: ReportDraft, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert read(row).content == "It was in the changing room"


def test_saving_what_was_only_loaded_leaves_the_ciphertext_alone(row: ReportDraft) -> None:
    before = raw(row)
    read(row).save()
    assert raw(row) == before


def test_saving_a_new_text_seals_it_under_the_same_key(row: ReportDraft) -> None:
    before, stored = raw(row), read(row)
    stored.content = "It was in the hall"
    assert stored.content == "It was in the hall"
    stored.save(update_fields=["content"])
    assert raw(row) != before
    assert (read(row).content, read(row).data_key_id) == ("It was in the hall", row.data_key_id)


def test_nothing_stays_nothing() -> None:
    field = Disclosure._meta.get_field("limits")
    row = unsaved(limits=None)
    assert field.pre_save(row, add=True) is None
    assert field.from_db_value(None, None, None) is None
    assert row.limits is None


def test_an_empty_text_is_sealed_too() -> None:
    field = Disclosure._meta.get_field("limits")
    row = unsaved(limits="")
    blob = field.pre_save(row, add=True)
    assert blob
    row.__dict__["limits"] = SealedBytes(blob)
    assert row.limits == ""


def test_plain_text_is_refused_on_the_way_round_the_instance(row: ReportDraft) -> None:
    rows = ReportDraft.objects.for_school(row.school_id)
    with pytest.raises(FieldError, match="set it on the instance"), transaction.atomic():
        rows.update(content="plain")
    assert read(row).content == "It was in the changing room"


def test_bytes_that_nobody_sealed_do_not_open(row: ReportDraft) -> None:
    ReportDraft.objects.for_school(row.school_id).update(content=b"plain")
    with pytest.raises(SealBroken):
        read(row).content  # noqa: B018 - reading it is what fails


@pytest.mark.parametrize("lookup", ["exact", "contains", "icontains", "startswith", "in", "gt", "regex", "range"])
def test_no_look_up_compares_ciphertext(row: ReportDraft, lookup: str) -> None:
    rows = ReportDraft.objects.for_school(row.school_id)
    value = ["x", "y"] if lookup in ("in", "range") else "x"
    with pytest.raises(FieldError, match="use a blind index"):
        rows.filter(**{f"content__{lookup}": value}).exists()


def test_whether_there_is_a_text_may_be_asked(row: ReportDraft) -> None:
    rows = ReportDraft.objects.for_school(row.school_id)
    assert (rows.filter(content__isnull=False).count(), rows.filter(content__isnull=True).count()) == (1, 0)


def test_a_sealed_text_is_never_exported(row: ReportDraft) -> None:
    with pytest.raises(FieldError, match="is not exported"):
        serializers.serialize("json", [row])


def test_a_forgotten_text_says_when_and_cannot_be_written_back(row: ReportDraft) -> None:
    row.data_key.forget(why="Retention", at=dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC))
    stored = read(row)
    assert stored.content == "forgotten on 1 October 2026"  # a day of London
    assert is_forgotten(stored.content)
    assert not is_forgotten("forgotten on 1 October 2026")
    stored.content = stored.content
    with pytest.raises(FieldError, match="cannot be written back"):
        stored.save()


def test_forgetting_one_row_forgets_no_other(cast, row: ReportDraft) -> None:
    other = draft(cast, "It was in the hall")
    row.data_key.forget(why="Retention")
    assert is_forgotten(read(row).content)
    assert read(other).content == "It was in the hall"


def test_a_key_in_use_is_not_called_forgotten() -> None:
    with pytest.raises(ValueError, match="was not destroyed"):
        forgotten(unsaved().data_key)


def test_destroying_rows_takes_their_keys_and_nobody_elses(cast, row: ReportDraft) -> None:
    other = draft(cast, "It was in the hall")
    keys = DataKey.objects.count()
    assert destroy([row, read(draft(cast, "It was on the bus"))]) == 2
    assert DataKey.objects.count() == keys - 1
    assert not DataKey.objects.filter(pk=row.data_key_id).exists()
    assert read(other).content == "It was in the hall"
    assert destroy([]) == 0


def test_each_record_has_a_key_of_its_own_that_names_its_owner(cast, row: ReportDraft) -> None:
    other = draft(cast, "It was in the changing room")
    assert row.data_key_id != other.data_key_id
    assert {row.data_key.owner_id, other.data_key.owner_id} == {cast.school.pk}
    assert cast.teacher.person.data_key.owner_id == cast.school.trust_id
    assert raw(row) != raw(other)


def test_a_record_without_an_owner_gets_no_key() -> None:
    with pytest.raises(ValueError, match="has an owner"):
        ReportDraft(use="report").prepare_key()


def test_a_prepared_key_is_not_made_again_at_the_first_save(cast) -> None:
    row = ReportDraft(school=cast.school, use="report", token_hash="x", ends_at=ENDS)
    key = row.prepare_key()
    key.save(force_insert=True)
    row.content = "It was in the hall"
    row.save()
    assert (read(row).data_key_id, read(row).content) == (key.pk, "It was in the hall")


def test_commitments_are_of_the_fields_that_are_filled_and_differ_by_field_and_row() -> None:
    row, other = unsaved(who="Sam", since="Sam", limits=None), unsaved(who="Sam")
    proof = commitments(row, ("who", "since", "limits"))
    assert sorted(proof) == ["since", "who"]
    assert len({*proof.values(), *commitments(other, ("who",)).values()}) == 3
    assert commitments(row, ("who",)) == {"who": proof["who"]}
    row.who = "Sid"
    assert commitments(row, ("who",))["who"] != proof["who"]


def test_sealed_labels_open_under_their_own_name_only() -> None:
    key = unsaved().data_key
    sealed, proof = seal_facts(key, {"actor": "Tess Carver", "before": "Tess Carver"}, context="ledger_entry:1")
    assert sorted(sealed) == sorted(proof) == ["actor", "before"]
    assert key.open(bytes.fromhex(sealed["actor"]), context="ledger_entry:1.actor") == "Tess Carver"
    for elsewhere in ("ledger_entry:1.before", "ledger_entry:2.actor"):
        with pytest.raises(SealBroken):
            key.open(bytes.fromhex(sealed["actor"]), context=elsewhere)
    assert proof["actor"] == key.commit("Tess Carver", context="ledger_entry:1.actor") != proof["before"]
