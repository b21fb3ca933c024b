"""The reminders of a case: who hears when nobody looks, and what is planned for the steps of a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, Every, Ladder, Rung, Unit, Who, before

FIRST_RESPONSE_EVERY = Every(
    Unit.PERCENT, 100, (Who.NEXT_IN_LINE,), "concern_alert", "next_in_line", "next:{n}", Anchor.ASKED
)
"""Each time that the time allowed has run out (100 percent of the clock), the next in line hears."""

LADDERS = (
    Ladder(
        "first_response",
        _("First look at what came in"),
        "M17, W6, O4",
        (),
        every=FIRST_RESPONSE_EVERY,
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
            Rung("half time", Anchor.ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            Rung("breach", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER, Who.CHAIR), "case_news", "due"),
        ),
        working_days=True,
        planned="referrals of a case",
    ),
    Ladder(
        "platform_check",
        _("Look again at what a platform was asked to take down"),
        "C13; the helpline's 48 hours",
        (Rung("48 hours", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER,), "case_news", "due"),),
        working_days=True,
        planned="reports to a platform",
    ),
    Ladder(
        "file_transfer",
        _("Child's file for the new school"),
        "KCSIE: 5 days",
        (
            Rung("day 3", Anchor.ASKED, 3, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("day 5", Anchor.DUE, 0, Unit.SCHOOL_DAY, (Who.HOLDER, Who.DSL), "case_news", "due"),
        ),
        planned="the transfer of files",
    ),
    Ladder(
        "subject_access",
        _("Request for a copy of somebody's data"),
        "UK GDPR article 12: one month",
        (
            Rung("10 working days before", Anchor.DUE, -10, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("3 working days before", Anchor.DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung(before(0), Anchor.DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
        planned="requests for data",
    ),
    Ladder(
        "data_complaint",
        _("Complaint about personal data"),
        "Data (Use and Access) Act 2025: acknowledged in 30 days",
        (
            Rung("half time", Anchor.ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            Rung("3 working days before", Anchor.DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung(before(0), Anchor.DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
        planned="complaints about data",
    ),
    Ladder(
        "take_down",
        _("Post that somebody was asked to take down"),
        "L3, C12, W11",
        (Rung("passed", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER, Who.NAMED), "case_news", "due"),),
        working_days=True,
        planned="take-downs of a case",
    ),
    Ladder(
        "meeting",
        _("Meeting"),
        "W9",
        (
            Rung("day before", Anchor.DUE, -1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            Rung("to be written up", Anchor.DUE, 1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
        ),
        planned="meetings of a case",
    ),
)
