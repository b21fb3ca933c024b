"""Writes about reports and cases."""

from incidents.services.alerts import tick
from incidents.services.chronicle import add_entry, answer_reporter, name_party, reporter_answers
from incidents.services.drafts import leave, save_answers, start_sitting, sweep
from incidents.services.moves import (
    close,
    confirm_closing,
    go_on,
    note_look,
    pass_on,
    reopen,
    take,
    take_over,
    wait_until,
)
from incidents.services.posts import on_people_changed, seat_the_next
from incidents.services.reports import Sent, send_draft, send_report, send_staff_report
from incidents.services.routing import set_route
from incidents.services.visits import Returned, reporter_return

__all__ = [
    "Returned",
    "Sent",
    "add_entry",
    "answer_reporter",
    "close",
    "confirm_closing",
    "go_on",
    "leave",
    "name_party",
    "note_look",
    "on_people_changed",
    "pass_on",
    "reopen",
    "reporter_answers",
    "reporter_return",
    "save_answers",
    "seat_the_next",
    "send_draft",
    "send_report",
    "send_staff_report",
    "set_route",
    "start_sitting",
    "sweep",
    "take",
    "take_over",
    "tick",
    "wait_until",
]
