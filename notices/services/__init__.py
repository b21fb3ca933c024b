"""Writes of the outbox.

Queue and stop messages, deliver them, make and resolve private links, claim rungs of a reminder.
"""

from notices.services.claims import claim
from notices.services.delivery import Delivered, deliver
from notices.services.hand import cancel_by_hand, invite, on_people_changed, retry, send_test_mail
from notices.services.hints import broker_answers, hint
from notices.services.links import make_link, resolve_link, use_link
from notices.services.outbox import Wanted, cancel, queue, queue_many
from notices.services.pulse import heartbeat

__all__ = [
    "Delivered",
    "Wanted",
    "broker_answers",
    "cancel",
    "cancel_by_hand",
    "claim",
    "deliver",
    "heartbeat",
    "hint",
    "invite",
    "make_link",
    "on_people_changed",
    "queue",
    "queue_many",
    "resolve_link",
    "retry",
    "send_test_mail",
    "use_link",
]
