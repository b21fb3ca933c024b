"""The hint that there is mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError

from core import hints
from core.db.transactions import after_commit


def hint(name: str = "notices.deliver") -> bool:
    """Ask a worker to run ``name`` now; see ``core.hints.hint``."""
    return hints.hint(name)


def hint_after_commit() -> None:
    """Hint after the commit, as a rule once a transaction however many messages it queues."""
    waiting: list[Any] = connection.run_on_commit
    if not waiting or waiting[-1][1] is not hint:
        after_commit(hint)


def broker_answers() -> bool:
    """Say whether the broker takes a connection within a blink (for the health page)."""
    if not settings.CELERY_BROKER_URL:
        return False
    broker: Any = hints.broker()
    try:
        broker.ensure_connection(max_retries=0, timeout=hints.PATIENCE)
    except OperationalError:
        return False
    finally:
        broker.release()
    return True
