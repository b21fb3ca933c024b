"""What a worker runs for the outbox."""

from celery import shared_task

from notices.services import delivery


@shared_task(name="notices.deliver")
def deliver(limit: int = 500) -> int:
    """Send what is due; returns how many messages were accepted."""
    return delivery.deliver(limit=limit).sent
