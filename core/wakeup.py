"""Wakes a worker when there is work, which it would find a little later by itself.

Work waits in the database and a scheduled run finds every row of it, so a dead broker costs a moment, never a page.
"""

import logging
import time

from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.pools import producers
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger("portal.wakeup")

CONNECT_TIMEOUT = 0.2
QUIET_AFTER_FAILURE = 5.0
ONCE = Retry(NoBackoff(), 0)
_broken_until = 0.0


def broker() -> Connection:
    """Return a connection that does not wait: a worker's own waits long for new work, a page must not wait at all."""
    return Connection(
        settings.CELERY_BROKER_URL,
        connect_timeout=CONNECT_TIMEOUT,
        transport_options={
            "socket_connect_timeout": CONNECT_TIMEOUT,
            "socket_timeout": CONNECT_TIMEOUT,
            "max_retries": 0,
            "retry_on_timeout": False,
            "retry": ONCE,
        },
    )


def wake_worker(task: str) -> bool:
    """Ask a worker to run ``task`` now; False when the broker did not answer. Never raises or blocks for long.

    After a failure it keeps quiet for a few seconds, so that a burst of changes does not wait for a dead broker each.
    """
    global _broken_until
    if not settings.CELERY_BROKER_URL or time.monotonic() < _broken_until:
        return False
    try:
        with producers[broker()].acquire(block=True, timeout=CONNECT_TIMEOUT) as producer:
            current_app.send_task(task, producer=producer, retry=False, expires=300, ignore_result=True)
    except Exception as problem:  # whatever the broker does, the change that has been committed stands
        _broken_until = time.monotonic() + QUIET_AFTER_FAILURE
        log.warning("The broker does not answer (%s); the scheduled run will find the work", type(problem).__name__)
        return False
    return True
