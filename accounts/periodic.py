"""What the scheduler starts for signing in."""

from celery import shared_task

from accounts.services import resets, sessions


@shared_task(name="accounts.nightly")
def nightly() -> int:
    """Destroy forms that nobody came back for, and end the resets that have run out; returns how many of both."""
    return sessions.drop_old_kept() + resets.expire_resets()
