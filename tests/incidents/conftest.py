"""Helpers for the incidents tests: a report in one line."""

from __future__ import annotations

from typing import Any

import pytest

from incidents.services import reports
from incidents.states.workflow import FromKind

STORY = "Heronmarker group chat with unkind words about Ivy"


@pytest.fixture
def report(cast):
    """Send a report to the cast's school; returns what was sent."""

    def send(kind: str = "child", about: tuple[str, ...] = (), **more: Any):
        school = more.pop("school", cast.school)
        from_kind = more.pop("from_kind", FromKind.NO_NAME)
        by = more.pop("by", None)
        answers = {"about_kind": kind, "about": list(about), "story": STORY, **more}
        return reports.send_report(school=school, answers=answers, from_kind=from_kind, by=by)

    return send


@pytest.fixture
def readers():
    """Return the names of those who may see a case, in order."""
    from incidents.queries import access

    def names(case, *members) -> list[str]:
        return [m.name for m in members if access.visible_to(m.actor).filter(pk=case.pk).exists()]

    return names
