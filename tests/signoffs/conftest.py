"""A published policy, and rounds on it, all made through the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from policies.models import Version
from policies.services import approving, drafts, publishing
from signoffs.models import Round
from signoffs.services import rounds
from signoffs.states import Audience, Group

STATEMENTS = [
    {"kind": "agreement", "text": "I have read this policy and I will follow it"},
    {"kind": "declaration", "text": "My private accounts are set to friends only"},
]
MONDAY = dt.datetime(2026, 11, 23, 9, 0)


class Desk:
    """What the office does in these tests."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast

    def policy(
        self, title: str = "Social media policy", *, text: str = "Be kind online.", policy: Any = None, **more: Any
    ) -> Version:
        """Publish a version of a policy; of ``policy`` a further one."""
        head, chair, office = (self.cast.head.actor, self.cast.chair.actor, self.cast.office.actor)
        body = f"{title}\n\n1. Friends\n\n{text}\n\n2. Posts\n\nPost nothing about pupils.\n"
        draft = drafts.import_file(name="policy.txt", data=body.encode(), by=office, policy=policy)
        changes = {
            "in_short": ["Be kind.", "Post nothing about pupils."],
            "changes": ["The age is now 18."],
            "title": title,
        }
        draft = drafts.save_draft(draft=draft, changes=changes, revision=draft.revision, by=office)
        version = approving.propose(draft=draft, by=office, **more)
        for by in (chair, head):
            approving.approve(version=version, by=by)
        publishing.publish(version=version, by=office)
        return Version.objects.for_school(self.cast.school).select_related("policy", "school").get(pk=version.pk)

    def round(self, version: Version | None = None, audience: str = Audience.STAFF, **more: Any) -> Round:
        """Open a round that ends in ten days."""
        wanted: dict[str, Any] = {
            "statements": STATEMENTS,
            "groups": [Group.STAFF],
            "due": self.cast.school.today() + dt.timedelta(days=10),
        }
        opened = rounds.open_round(
            version=version or self.policy(), audience=audience, by=self.cast.office.actor, **wanted | more
        )
        return self.again(opened)

    def family_round(self, version: Version | None = None, **more: Any) -> Round:
        """Open a round for families."""
        statements = [{"kind": "agreement", "text": "I have read the rules with my child"}]
        return self.round(version, Audience.FAMILY, **{"statements": statements} | more)

    def again(self, round: Round) -> Round:
        """Read a round anew, as a page does."""
        rows = Round.objects.for_school(self.cast.school).select_related("school", "agreement__policy", "version")
        return rows.get(pk=round.pk)


@pytest.fixture
def desk(clock: Any, cast: Any) -> Desk:
    """The office on a Monday in term, with nothing in the outbox."""
    clock.set(MONDAY)
    return Desk(cast)
