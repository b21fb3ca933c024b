"""The key rings: reading, wrapping, rotating, and the blind index. Without a database."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.errors import SealBroken
from core.sealing import keys

OLD, NEW, INDEX = (bytes([n]) * 32 for n in (1, 2, 3))


@pytest.fixture(autouse=True)
def rings(settings):
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    settings.INDEX_KEYS = {"i1": INDEX}
    return settings


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_a_ring_keeps_its_order_and_the_first_key_is_the_current_one() -> None:
    ring = keys.parse_ring(f" k2:{encoded(NEW)} , k1:{encoded(OLD)},", "FIELD_KEYS")
    assert list(ring.items()) == [("k2", NEW), ("k1", OLD)]
    assert keys.current_id() == "new"


def test_an_empty_ring_is_empty() -> None:
    assert keys.parse_ring("", "FIELD_KEYS") == keys.parse_ring(" , ,", "FIELD_KEYS") == {}


@pytest.mark.parametrize(
    "part",
    [
        "k1",
        f":{encoded(NEW)}",
        f"{'k' * 17}:{encoded(NEW)}",
        f"k1:{encoded(NEW[:31])}",
        f"k1:{encoded(NEW + b'x')}",
        f"k1:{encoded(NEW)}!",
        "k1:",
    ],
    ids=["no key", "no name", "a name too long", "31 bytes", "33 bytes", "not base64", "nothing"],
)
def test_a_bad_part_spoils_the_ring_and_is_named_by_its_setting(part: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^INDEX_KEYS must read") as problem:
        keys.parse_ring(f"good:{encoded(OLD)},{part}", "INDEX_KEYS")
    assert encoded(OLD) not in str(problem.value)


def test_a_name_of_sixteen_characters_fits_its_column() -> None:
    assert keys.parse_ring(f"{'k' * 16}:{encoded(NEW)}", "FIELD_KEYS") == {"k" * 16: NEW}


def test_a_wrapped_secret_opens_under_the_current_key_and_is_not_in_the_clear() -> None:
    key_id, blob = keys.wrap(b"a secret", context="row 1")
    assert key_id == "new"
    assert b"a secret" not in blob
    assert keys.unwrap(key_id, blob, context="row 1") == b"a secret"


def test_the_same_secret_is_never_wrapped_alike() -> None:
    blobs = {keys.wrap(b"a secret", context="row 1")[1] for _ in range(20)}
    assert len({blob[: keys.NONCE] for blob in blobs}) == len(blobs) == 20


@pytest.mark.parametrize("context", ["row 2", "", "row 1 "])
def test_a_wrapped_secret_opens_in_its_own_place_only(context: str) -> None:
    key_id, blob = keys.wrap(b"a secret", context="row 1")
    with pytest.raises(SealBroken, match="does not open"):
        keys.unwrap(key_id, blob, context=context)


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_no_byte_of_it_may_change(at: int) -> None:
    key_id, blob = keys.wrap(b"a secret", context="row 1")
    changed = bytearray(blob)
    changed[at] ^= 1
    with pytest.raises(SealBroken):
        keys.unwrap(key_id, bytes(changed), context="row 1")


def test_after_rotation_the_old_key_still_opens_and_the_new_one_wraps(rings) -> None:
    rings.FIELD_KEYS = {"old": OLD}
    key_id, blob = keys.wrap(b"a secret", context="row 1")
    rings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert keys.unwrap(key_id, blob, context="row 1") == b"a secret"
    assert keys.wrap(b"a secret", context="row 1")[0] == "new"
    with pytest.raises(SealBroken, match="does not open"):
        keys.unwrap("new", blob, context="row 1")
    rings.FIELD_KEYS = {"new": NEW}
    with pytest.raises(SealBroken, match="holds no key 'old'"):
        keys.unwrap(key_id, blob, context="row 1")


def test_an_error_never_shows_a_key_or_the_secret() -> None:
    _key_id, blob = keys.wrap(b"a secret", context="row 1")
    for key_id, context in (("old", "row 1"), ("new", "row 2"), ("lost", "row 1")):
        with pytest.raises(SealBroken) as problem:
            keys.unwrap(key_id, blob, context=context)
        assert problem.value.__cause__ is None
        assert problem.value.__suppress_context__
        assert encoded(NEW) not in str(problem.value)


def test_the_blind_index_is_keyed_and_sixteen_bytes() -> None:
    expected = hmac.new(INDEX, b"report.reference\0ktm-4qx", hashlib.sha256).digest()[:16]
    assert keys.blind_index("report.reference", "KTM-4QX") == expected


def test_the_blind_index_changes_with_its_key_and_only_the_first_key_counts(rings) -> None:
    before = keys.blind_index("p", "x")
    rings.INDEX_KEYS = {"i1": INDEX, "i0": OLD}
    assert keys.blind_index("p", "x") == before
    rings.INDEX_KEYS = {"i2": OLD, "i1": INDEX}
    assert keys.blind_index("p", "x") != before


@pytest.mark.parametrize("same", [" ANNA@HOME.example ", "anna@home.example\n", "\uff41nna@home.example"])
def test_the_blind_index_forgives_case_blanks_and_width(same: str) -> None:
    assert keys.blind_index("p", same) == keys.blind_index("p", "anna@home.example")


def test_purpose_and_value_cannot_be_shifted_into_each_other() -> None:
    values = {keys.blind_index("ab", "c"), keys.blind_index("a", "bc"), keys.blind_index("", "abc")}
    assert len(values) == 3
