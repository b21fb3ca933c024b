"""What is stored names no app: subjects, witnesses and purposes of an index outlive a move of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.contributions.ledger import WITNESSED_RECORDS
from notices.services.contexts import label

OURS = sorted(each.label for each in apps.get_app_configs() if Path(each.path).parent == settings.BASE_DIR)
SUBJECT = re.compile(rf'"({"|".join(OURS)})\.[a-z_]+:')
PURPOSE = re.compile(rf'(blind_index|salted_hmac|Witness)\("({"|".join(OURS)})\.')


def test_no_code_writes_a_subject_or_a_purpose_that_begins_with_an_app() -> None:
    assert {"core", "people", "incidents"} <= set(OURS)
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match.group()}"
        for name in OURS
        for path in sorted((settings.BASE_DIR / name).rglob("*.py"))
        for pattern in (SUBJECT, PURPOSE)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_kind_of_witness_names_an_app() -> None:
    assert sorted(WITNESSED_RECORDS) == [
        "case_closing",
        "case_entry",
        "case_message",
        "disclosure_decision",
        "nothing_to_declare",
        "policy_version",
        "report",
        "signing_batch",
    ]


@pytest.mark.parametrize("subject", ["policies.policy:1", "policy", "Policy:1", "policy:", ":1", "policy:a b", ""])
def test_a_message_is_about_a_label_and_nothing_else(subject: str) -> None:
    with pytest.raises(ValueError, match="must be a label"):
        label(subject)
    assert label("policy:1") == "policy:1"
