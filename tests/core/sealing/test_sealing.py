"""Sealing and forgetting."""

from __future__ import annotations

import io
import os
import uuid

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SealBroken
from core.sealing import keys
from core.sealing.data_keys import DataKey
from core.sealing.files import SealedFile

pytestmark = pytest.mark.django_db


def a_key() -> DataKey:
    return DataKey.make(owner_id=uuid.uuid4(), label="tests.thing")


def test_a_sealed_text_opens_again_and_its_ciphertext_does_not_hold_it() -> None:
    key = a_key()
    blob = key.seal("Ärger with Sam", context="m.f:1")
    assert "Sam" not in blob.decode("latin-1")
    assert DataKey.objects.get(pk=key.pk).open(blob, context="m.f:1") == "Ärger with Sam"


def test_a_sealed_text_moved_to_another_field_or_row_does_not_open() -> None:
    key = a_key()
    blob = key.seal("secret", context="m.f:1")
    for elsewhere in ("m.g:1", "m.f:2"):
        with pytest.raises(SealBroken):
            key.open(blob, context=elsewhere)


def test_altered_bytes_raise_and_are_never_returned() -> None:
    key = a_key()
    blob = bytearray(key.seal("secret", context="c"))
    blob[-1] ^= 1
    with pytest.raises(SealBroken):
        key.open(bytes(blob), context="c")


def test_forgetting_makes_noise_of_the_text_and_keeps_day_and_reason() -> None:
    key = a_key()
    blob = key.seal("secret", context="c")
    key.forget(why="Asked by the person")
    stored = DataKey.objects.get(pk=key.pk)
    assert (stored.wrapped, stored.is_forgotten, stored.forgotten_why) == (None, True, "Asked by the person")
    with pytest.raises(SealBroken):
        stored.open(blob, context="c")


def test_rotation_rewraps_the_key_and_leaves_the_sealed_value_alone(settings) -> None:
    key = a_key()
    blob = key.seal("secret", context="c")
    commitment = key.commit("secret", context="c")
    settings.FIELD_KEYS = {"new": os.urandom(32), **settings.FIELD_KEYS}
    DataKey.objects.get(pk=key.pk).rewrap()
    settings.FIELD_KEYS = {"new": settings.FIELD_KEYS["new"]}
    rewrapped = DataKey.objects.get(pk=key.pk)
    assert rewrapped.ring_key == "new"
    assert rewrapped.open(blob, context="c") == "secret"
    assert rewrapped.commit("secret", context="c") == commitment


def test_a_wrapped_key_bound_to_another_row_does_not_open() -> None:
    first, second = a_key(), a_key()
    second.wrapped, second.ring_key = first.wrapped, first.ring_key
    second.__dict__.pop("_content", None)
    second.__dict__.pop("_aead", None)
    with pytest.raises(SealBroken):
        second.seal("x", context="c")


def test_a_ring_key_that_is_lost_is_named(settings) -> None:
    key = a_key()
    settings.FIELD_KEYS = {"other": os.urandom(32)}
    with pytest.raises(SealBroken, match="holds no key"):
        DataKey.objects.get(pk=key.pk).seal("x", context="c")


def test_two_equal_texts_have_unequal_ciphertexts_and_commitments() -> None:
    first, second = a_key(), a_key()
    assert first.seal("same", context="c") != second.seal("same", context="c")
    assert first.commit("same", context="c") != second.commit("same", context="c")


@pytest.mark.parametrize("text", ["x", "k1:abc", ":AAAA", "k1:" + "A" * 10])
def test_a_bad_key_ring_says_how_to_make_a_good_one(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Make one with"):
        keys.parse_ring(text, "FIELD_KEYS")


@given(st.text(max_size=40))
def test_the_blind_index_ignores_case_and_blanks_around(text: str) -> None:
    assert keys.blind_index("p", f"  {text} ") == keys.blind_index("p", text)


def test_the_blind_index_differs_by_purpose_and_value() -> None:
    assert len({keys.blind_index("a", "x"), keys.blind_index("b", "x"), keys.blind_index("a", "y")}) == 3


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 3 * 1024 * 1024 + 7])
def test_a_sealed_file_comes_back_whole(size: int) -> None:
    plain = os.urandom(size)
    row = SealedFile.store(io.BytesIO(plain), name="minutes.docx", media_type="x/y", school_id=uuid.uuid4())
    again = SealedFile.objects.get(pk=row.pk)
    assert (b"".join(again.chunks()), again.size, again.plain_name) == (plain, size, "minutes.docx")
    assert size < 64 or plain[:64] not in row.path.read_bytes()  # a single byte stands there by chance
    assert [path.stat().st_mode & 0o777 for path in (row.path, row.path.parent)] == [0o600, 0o700]


@pytest.mark.parametrize("harm", ["cut", "flip", "swap"])
def test_a_harmed_sealed_file_does_not_open(harm: str) -> None:
    def store() -> SealedFile:
        return SealedFile.store(io.BytesIO(os.urandom(200_000)), name="n", media_type="x/y", school_id=uuid.uuid4())

    row, other = store(), store()
    raw = bytearray(row.path.read_bytes())
    if harm == "cut":
        raw = raw[:-50]
    elif harm == "flip":
        raw[len(raw) // 2] ^= 1
    else:
        raw = bytearray(other.path.read_bytes())
    row.path.write_bytes(bytes(raw))
    with pytest.raises(SealBroken):
        list(row.chunks())


def test_a_file_that_fails_half_way_leaves_nothing_behind(settings) -> None:
    class Broken(io.BytesIO):
        def read(self, *_args: object) -> bytes:
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="went dead"):
        SealedFile.store(Broken(), name="n", media_type="x/y", school_id=uuid.uuid4())
    assert [p for p in settings.SEALED_ROOT.rglob("*") if p.is_file()] == []
    assert SealedFile.objects.count() == 0


def test_a_forgotten_file_is_gone_and_its_row_says_so() -> None:
    row = SealedFile.store(io.BytesIO(b"x"), name="n", media_type="x/y", school_id=uuid.uuid4())
    row.forget(why="Retention review")
    assert not row.path.exists()
    assert SealedFile.objects.get(pk=row.pk).data_key.is_forgotten


def test_a_file_whose_ciphertext_is_already_gone_is_forgotten_all_the_same() -> None:
    row = SealedFile.store(io.BytesIO(b"x"), name="n", media_type="x/y", school_id=uuid.uuid4())
    row.path.unlink()
    row.forget(why="Retention review")
    assert SealedFile.objects.get(pk=row.pk).data_key.is_forgotten


def test_a_key_says_what_it_opens_and_nothing_more() -> None:
    assert str(a_key()) == "Data key of a tests.thing"


def test_a_sealed_column_refuses_to_be_searched() -> None:
    from registers.models import Disclosure

    sealed = [f.name for f in Disclosure._meta.fields if type(f).__name__ == "SealedTextField"]
    assert sealed
    with pytest.raises(FieldError, match="cannot be searched"):
        Disclosure.objects.across_schools("test").filter(**{sealed[0]: "x"}).exists()
