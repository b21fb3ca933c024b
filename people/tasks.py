"""What a worker runs for people."""

from celery import shared_task

from people.services import resets, sign_in


@shared_task(name="people.nightly")
def nightly() -> None:
    """Destroy forms that nobody came back for, and end requests for a reset that ran out."""
    sign_in.drop_old_kept()
    resets.expire_resets()
