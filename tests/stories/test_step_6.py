"""Step 6: the clock finds the review that is due and the signature that is missing; each person gets one message."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from notices.models import DemoMail
from notices.services.delivery.sending import deliver
from policies.models import VersionStatus
from policies.services import reviews as policies_reviews
from signoffs.services import reminders as reminders_services
from signoffs.services import signing
from tests.signoffs.conftest import Desk
from tests.stories import steps

pytestmark = pytest.mark.browser
TITLE = "Social media policy"


def mail(words: str) -> Counter[str]:
    """Deliver what is due; return how many messages that say this, alone or among other things, each address has."""
    deliver()
    return Counter(DemoMail.objects.filter(text__icontains=words).values_list("to", flat=True))


@pytest.mark.parametrize("js", [True, False])
def test_a_due_review_and_a_missing_signature_are_told_once(enter, cast, clock, letters, js):
    desk = Desk(cast)
    version = desk.policy(TITLE)
    VersionStatus.objects.for_school(cast.school).filter(version=version).update(
        next_review_text="4 December 2026", next_review_day="2026-12-04"
    )
    round = desk.round(version)
    signing.sign(round=round, by=cast.teacher.actor, ticked=[0], name="Tess Carver")
    letters(cast.head)
    for _day in range(3):
        clock.advance(days=1)
        for _again in range(2):
            policies_reviews.remind_reviews()
            reminders_services.reminder_run()
    reviews, reminders = mail("due for review"), mail("still to sign")
    assert reviews == Counter(one.user.email for one in (cast.head, cast.clerk, cast.chair, cast.governor))
    staff = [cast.head, cast.dsl, cast.deputy, cast.support, cast.office, cast.admin]
    assert reminders == Counter(one.user.email for one in staff)

    clerk = enter(cast.clerk)
    clerk.goto(f"/s/{cast.school.slug}/reviews/")
    expect(clerk.get_by_role("main")).to_contain_text("4 December 2026")
    support = enter(cast.support)
    steps.sign_as_staff(support, cast, TITLE)
    clock.advance(days=4)
    reminders_services.reminder_run()
    assert mail("still to sign")[cast.support.user.email] == 1
