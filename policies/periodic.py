"""What the scheduler starts for policies."""

from celery import shared_task

from policies.services import approval_reminders, reviews


@shared_task(name="policies.review_run")
def review_run() -> int:
    """Remind of reviews that are due; safe to run at any time, in any number."""
    return reviews.remind_reviews()


@shared_task(name="policies.decision_run")
def decision_run() -> int:
    """Remind of approvals that wait; safe to run at any time, in any number."""
    return approval_reminders.remind_approvals()
