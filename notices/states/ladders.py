"""The one table of ladders: who is told of what, how long before or after, and how often at most.

Data only. The arithmetic is in ``notices.rules.ladders``; the rooms read their ladder from here and nowhere else. A
rung's name is part of its claim, so it never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Unit(TextChoices):
    """In what a rung, or a clock, counts."""

    SCHOOL_DAY = "school_day", _("school days")
    WORKING_DAY = "working_day", _("working days")
    DAY = "day", _("days")
    """Calendar days; a rung that falls on a day off moves to the next school day."""
    HOUR = "hour", _("hours")
    WORKING_HOUR = "working_hour", _("hours in which the school is open")
    MONTH = "month", _("months")
    PERCENT = "percent", _("percent of the time allowed")


class Anchor(TextChoices):
    """From when a rung counts."""

    ASKED = "opened", _("when it was asked or came in")
    DUE = "due", _("when it is due")


class Who(TextChoices):
    """Whom a rung tells."""

    PERSON = "person", _("the person who was asked")
    OWNER = "owner", _("the person who looks after it")
    HOLDER = "holder", _("the person who has it in hand")
    LINE_MANAGER = "line_manager", _("their line manager")
    HEADTEACHER = "headteacher", _("the headteacher")
    CHAIR = "chair", _("the chair of governors")
    CLERK = "clerk", _("the clerk")
    GOVERNORS = "governors", _("the governors")
    NEXT_IN_LINE = "next_in_line", _("the next in line")
    DSL = "dsl", _("the safeguarding leads")
    NAMED = "named", _("the role that the school has named")


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: ``offset`` units after its anchor (before it, if negative), whom it tells and with which message.

    Several rows may share a name: one moment that tells different people for different reasons.
    """

    name: str
    anchor: Anchor
    offset: int
    unit: Unit
    who: tuple[Who, ...]
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """What goes on for as long as it takes: every ``n`` units after the anchor. ``name`` holds ``{n}``, from 1.

    ``with_the_week``: put off to the first school day of a week, so that it goes in one message with the weekly note.
    """

    unit: Unit
    n: int
    who: tuple[Who, ...]
    kind: str
    reason: str = ""
    name: str = "{n}"
    anchor: Anchor = Anchor.DUE
    with_the_week: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs of one sort of duty, in order. ``source``: where the rule comes from.

    ``first``: the message that goes out at once when it begins; not a rung, because no clock sends it.
    ``cap``: how many reminders one person gets at most. ``working_days``: told in the school's holidays too, because
    the rule behind it counts working days. ``any_hour``: never held, neither by the hour nor by the day. ``note``: what
    else a reader should know.
    """

    name: str
    words: Words
    source: str
    rungs: tuple[Rung, ...]
    every: Every | None = None
    cap: int | None = None
    any_hour: bool = False
    working_days: bool = False
    first: str = ""
    note: Words = ""


DECIDE_WITHIN = 3
"""School days after which a decision is asked for again: "No decision by Friday: we remind you once"."""
CHECK_MONTHS = 6
"""How often an official account is looked at."""

_DUE, _ASKED = Anchor.DUE, Anchor.ASKED
_REVIEW_DAYS = (90, 60, 30, 14, 7, 0)


def _before(days: int) -> str:
    return f"{days} days before" if days else "on the day"


def _review(days: int) -> tuple[Rung, ...]:
    return (
        Rung(_before(days), _DUE, -days, Unit.DAY, (Who.OWNER, Who.HEADTEACHER), "review_due", "owner"),
        Rung(_before(days), _DUE, -days, Unit.DAY, (Who.CLERK,), "review_due", "clerk"),
    )


# Governors hear twice of each review, never weekly: they act at meetings, three to six a year, and oversee those who
# are told every week. What they get lists every review of the next 90 days, so that a term makes one message.
_GOVERNORS = (
    Rung(_before(30), _DUE, -30, Unit.DAY, (Who.GOVERNORS,), "review_due", "governor"),
    Rung("overdue", _DUE, 7, Unit.DAY, (Who.GOVERNORS,), "review_due", "governor"),
)

_LADDERS = (
    Ladder(
        "review",
        _("Review of a policy"),
        "M1, L1, L18",
        (*(rung for days in _REVIEW_DAYS for rung in _review(days)), *_GOVERNORS),
        every=Every(
            Unit.DAY,
            7,
            (Who.OWNER, Who.HEADTEACHER, Who.CLERK),
            "review_due",
            "overdue",
            name="{n} weeks after",
            with_the_week=True,
        ),
    ),
    Ladder(
        "sign_off",
        _("Signing"),
        "L23, M7",
        (
            Rung("after_3", _ASKED, 3, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
            Rung("after_7", _ASKED, 7, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
            Rung("due_day", _DUE, 0, Unit.SCHOOL_DAY, (Who.PERSON,), "staff_reminder"),
            Rung("after_10", _ASKED, 10, Unit.SCHOOL_DAY, (Who.LINE_MANAGER,), "team_to_sign", "line_manager"),
            Rung("after_14", _ASKED, 14, Unit.SCHOOL_DAY, (Who.HEADTEACHER,), "team_to_sign", "headteacher"),
        ),
        cap=3,
        first="staff_request",
        note=_("Nobody is reminded while the school owes them an answer. Of families nobody else is told."),
    ),
    Ladder(
        "disclosure_yearly",
        _("Yearly answer about friends and family online"),
        "M10, W4, C6",
        tuple(Rung(_before(days), _DUE, -days, Unit.DAY, (Who.PERSON,), "disclosure_due") for days in (30, 7, 0)),
        cap=3,
    ),
    Ladder(
        "decision",
        _("Decision wanted"),
        "L18, M10",
        (Rung("once", _DUE, 1, Unit.SCHOOL_DAY, (Who.PERSON,), "decision_needed"),),
        cap=1,
        first="decision_needed",
    ),
    Ladder(
        "account_check",
        _("Check of an official account"),
        "W16, M11, C2",
        (
            Rung(_before(14), _DUE, -14, Unit.DAY, (Who.OWNER,), "account_check"),
            Rung(_before(0), _DUE, 0, Unit.DAY, (Who.OWNER,), "account_check"),
            Rung("after_10", _DUE, 10, Unit.SCHOOL_DAY, (Who.NAMED,), "account_check"),
        ),
    ),
    Ladder(
        "permission_ends",
        _("Permission that is about to end"),
        "W3, M12, C9",
        (
            Rung(_before(30), _DUE, -30, Unit.DAY, (Who.PERSON,), "permission_ends"),
            Rung(_before(7), _DUE, -7, Unit.DAY, (Who.PERSON, Who.OWNER), "permission_ends"),
        ),
        cap=2,
    ),
    Ladder(
        "first_response",
        _("First look at what came in"),
        "M17, W6, O4",
        (),
        every=Every(Unit.PERCENT, 100, (Who.NEXT_IN_LINE,), "concern_alert", "next_in_line", "next:{n}", _ASKED),
        any_hour=True,
        first="concern_alert",
        note=_(
            "What is about a child, an adult who works here, or danger: at any hour, on any day. Posts, the press and "
            "families who ask for help: while the school is open."
        ),
    ),
    Ladder(
        "lado",
        _("Referral to the local authority's designated officer"),
        "KCSIE: one working day",
        (
            Rung("half time", _ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            Rung("breach", _DUE, 0, Unit.HOUR, (Who.HOLDER, Who.CHAIR), "case_news", "due"),
        ),
        working_days=True,
    ),
    Ladder(
        "platform_check",
        _("Look again at what a platform was asked to take down"),
        "C13; the helpline's 48 hours",
        (Rung("48 hours", _DUE, 0, Unit.HOUR, (Who.HOLDER,), "case_news", "due"),),
        working_days=True,
    ),
    Ladder(
        "file_transfer",
        _("Child's file for the new school"),
        "KCSIE: 5 days",
        (
            Rung("day 3", _ASKED, 3, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("day 5", _DUE, 0, Unit.SCHOOL_DAY, (Who.HOLDER, Who.DSL), "case_news", "due"),
        ),
    ),
    Ladder(
        "subject_access",
        _("Request for a copy of somebody's data"),
        "UK GDPR article 12: one month",
        (
            Rung("10 working days before", _DUE, -10, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("3 working days before", _DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung(_before(0), _DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
    ),
    Ladder(
        "data_complaint",
        _("Complaint about personal data"),
        "Data (Use and Access) Act 2025: acknowledged in 30 days",
        (
            Rung("half time", _ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            Rung("3 working days before", _DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung(_before(0), _DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
    ),
    Ladder(
        "take_down",
        _("Post that somebody was asked to take down"),
        "L3, C12, W11",
        (Rung("passed", _DUE, 0, Unit.HOUR, (Who.HOLDER, Who.NAMED), "case_news", "due"),),
        working_days=True,
    ),
    Ladder(
        "meeting",
        _("Meeting"),
        "W9",
        (
            Rung("day before", _DUE, -1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("to be written up", _DUE, 1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
        ),
    ),
)
LADDERS: dict[str, Ladder] = {ladder.name: ladder for ladder in _LADDERS}

BUILT = ("review", "sign_off", "disclosure_yearly", "decision", "first_response")
"""The ladders whose rooms are built; the others are data, proved by the tests of the table, until theirs are."""
NOT_BUILT = frozenset({"account_check", "permission_ends"})
"""Messages of rooms that are still to come."""
