"""Writes of the outbox.

Queue and stop messages, deliver them, make and resolve private links, claim rungs of a reminder.
"""

from notices.services.claims import Step, claim, claim_many
from notices.services.delivery import Delivered, deliver
from notices.services.demo import send_what_waits
from notices.services.hand import cancel_by_hand, invite, on_people_changed, retry, send_test_mail
from notices.services.hints import broker_answers, hint
from notices.services.links import make_link, resolve_link, use_link
from notices.services.outbox import Wanted, cancel, queue, queue_many
from notices.services.owed import subjects_of
from notices.services.pulse import heartbeat
from notices.services.returned import NotYet, came_back, on_mail_event, write_again
from notices.services.turns import apart, each_school

__all__ = [
    "Delivered",
    "NotYet",
    "Step",
    "Wanted",
    "apart",
    "broker_answers",
    "came_back",
    "cancel",
    "cancel_by_hand",
    "claim",
    "claim_many",
    "deliver",
    "each_school",
    "heartbeat",
    "hint",
    "invite",
    "make_link",
    "on_mail_event",
    "on_people_changed",
    "queue",
    "queue_many",
    "resolve_link",
    "retry",
    "send_test_mail",
    "send_what_waits",
    "subjects_of",
    "use_link",
    "write_again",
]
