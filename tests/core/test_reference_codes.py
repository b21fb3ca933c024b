"""References and secret words."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from core.text import reference_codes
from core.text.reference_codes import new_token, token_hash


def test_a_reference_has_no_letter_that_is_misread_and_no_vowel() -> None:
    for _ in range(300):
        reference = reference_codes.new_reference()
        assert len(reference) == 7
        assert reference[3] == "-"
        assert not set(reference) & set("01OILAEIU")


def test_four_secret_words_hold_about_fifty_bits() -> None:
    assert 4 * math.log2(len(reference_codes._words())) > 51
    assert len(reference_codes.secret_words().split()) == 4


@given(st.sampled_from(["ktm4qx", "KTM-4QX", " ktm 4qx ", "K.T.M-4 QX"]))
def test_a_typed_reference_is_forgiven(text: str) -> None:
    assert reference_codes.normalise_reference(text) == "KTM-4QX"


def test_typed_words_are_forgiven_capitals_blanks_and_commas() -> None:
    assert reference_codes.normalise_words("  Blue,  Rabbit\nmoon Tea. ") == "blue rabbit moon tea"


def test_a_token_is_kept_as_a_hash_only() -> None:
    token = new_token()
    assert len(token) >= 43
    assert token_hash(token) == token_hash(token) != token
