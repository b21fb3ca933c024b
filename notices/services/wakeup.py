"""Wakes a worker when there is mail to deliver."""

from typing import Any

from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError

from core import wakeup
from core.db.transactions import after_commit


def wake_delivery() -> bool:
    """Ask a worker to deliver now; see ``core.wakeup.wake_worker``."""
    return wakeup.wake_worker("notices.deliver")


def wake_after_commit() -> None:
    """Wake a worker after the commit, as a rule once a transaction however many messages it queues."""
    waiting: Any = connection.run_on_commit  # the stubs know callbacks without an answer only
    if not waiting or waiting[-1][1] is not wake_delivery:
        after_commit(wake_delivery)


def broker_answers() -> bool:
    """Say whether the broker takes a connection within a blink (for the health page)."""
    if not settings.CELERY_BROKER_URL:
        return False
    broker = wakeup.broker()
    try:
        broker.ensure_connection(max_retries=0, timeout=wakeup.CONNECT_TIMEOUT)
    except OperationalError:
        return False
    finally:
        broker.release()
    return True
