"""A published policy, made through the services as the office does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from policies.models import Draft, Version
from policies.services import approving, drafts, publishing

MONDAY = dt.datetime(2026, 11, 23, 9, 0)
TEXT = """{title}

Approved by: Governing Body
Next review: {review}

1 Purpose

We want everybody to be safe and kind online.

2 Friends

Staff do not connect with past pupils under {age} on personal accounts.
"""


class Desk:
    """What the office does in these tests."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.office = cast.office.actor

    def draft(
        self, title: str = "Social media policy", *, age: int = 16, review: str = "Autumn 2027", policy: Any = None
    ) -> Draft:
        """Bring in a file."""
        text = TEXT.format(title=title, age=age, review=review)
        return drafts.import_file(name="policy.txt", data=text.encode(), by=self.office, policy=policy)

    def proposed(self, title: str = "Social media policy", **more: Any) -> Version:
        """Send a draft for approval."""
        draft = self.draft(title, **more)
        changes = {"in_short": ["Be kind online."], "changes": ["The age has changed."] if draft.policy_id else []}
        draft = drafts.save_draft(draft=draft, changes=changes, revision=draft.revision, by=self.office)
        return self.again(approving.propose(draft=draft, by=self.office))

    def approved(self, title: str = "Social media policy", **more: Any) -> Version:
        """Have it approved by the chair and the headteacher."""
        version = self.proposed(title, **more)
        for who in (self.cast.chair, self.cast.head):
            approving.approve(version=version, by=who.actor)
        return self.again(version)

    def published(self, title: str = "Social media policy", **more: Any) -> Version:
        """Put it in force."""
        version = self.approved(title, **more)
        publishing.publish(version=version, by=self.office)
        return self.again(version)

    def again(self, version: Version) -> Version:
        """Read a version anew, as a page does."""
        rows = Version.objects.for_school(self.cast.school).select_related("policy", "status", "school")
        return rows.get(pk=version.pk)


@pytest.fixture
def desk(clock: Any, cast: Any) -> Desk:
    """The office on a Monday in term."""
    clock.set(MONDAY)
    return Desk(cast)
