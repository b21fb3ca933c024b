"""What a worker runs for the outbox."""

from celery import shared_task

from notices.services.delivery import sending


@shared_task(name="notices.deliver")
def deliver(limit: int = 500) -> int:
    """Send what is due; returns how many messages were accepted."""
    return sending.deliver(limit=limit).sent
