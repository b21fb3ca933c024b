"""The hint to a worker that there is mail. Only a hint.

The tick finds every row, so a dead broker costs a moment, never a page.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection
from kombu import Connection
from kombu.pools import producers
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.unit import after_commit

log = logging.getLogger("portal.notices")

PATIENCE = 0.2
SILENCE = 5.0
ONCE = Retry(NoBackoff(), 0)
_broken_until = 0.0


def _connection() -> Connection:
    # A worker's own connection waits long for new work; this one must not wait at all, hence its own options.
    return Connection(
        settings.CELERY_BROKER_URL,
        connect_timeout=PATIENCE,
        transport_options={
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "max_retries": 0,
            "retry_on_timeout": False,
            "retry": ONCE,
        },
    )


def hint(name: str = "notices.deliver") -> bool:
    """Ask a worker to run ``name`` now; False when the broker did not answer. Never raises or blocks for long.

    After a failure it keeps quiet for a few seconds, so that a burst of changes does not wait for a dead broker each.
    """
    global _broken_until
    if not settings.CELERY_BROKER_URL or time.monotonic() < _broken_until:
        return False
    try:
        with producers[_connection()].acquire(block=True, timeout=PATIENCE) as producer:
            current_app.send_task(name, producer=producer, retry=False, expires=300, ignore_result=True)
    except Exception as problem:  # whatever the broker does, the change that has been committed stands
        _broken_until = time.monotonic() + SILENCE
        log.warning("The broker does not answer (%s); the tick will find the work", type(problem).__name__)
        return False
    return True


def hint_after_commit() -> None:
    """Hint after the commit, as a rule once a transaction however many messages it queues."""
    waiting: list[Any] = connection.run_on_commit
    if not waiting or waiting[-1][1] is not hint:
        after_commit(hint)


def broker_answers() -> bool:
    """Say whether the broker takes a connection within a blink (for the health page)."""
    if not settings.CELERY_BROKER_URL:
        return False
    broker: Any = _connection()
    try:
        broker.ensure_connection(max_retries=0, timeout=PATIENCE)
    except Exception:
        return False
    finally:
        broker.release()
    return True
