"""What a log says of an error that nobody expected."""

from __future__ import annotations

import json

from core.errors import error_place


def test_the_kind_and_the_place_are_named_and_never_the_words():
    try:
        json.loads("Pat Quill")
    except ValueError as problem:
        shown = error_place(problem)
    assert shown.startswith("JSONDecodeError at tests/core/test_error_report.py:")
    assert "Pat" not in shown


def test_an_error_that_was_never_raised_has_a_kind_only():
    assert error_place(KeyError("Pat")) == "KeyError"
