"""What the clock starts for policies."""

from celery import shared_task

from policies.services import reviews, waiting


@shared_task(name="policies.review_tick")
def review_tick() -> int:
    """Remind of reviews that are due; safe to run at any time, in any number."""
    return reviews.remind_reviews()


@shared_task(name="policies.decision_tick")
def decision_tick() -> int:
    """Remind of approvals that wait; safe to run at any time, in any number."""
    return waiting.remind_approvals()
