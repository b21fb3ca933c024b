"""The reminders of a case: who hears when nobody looks, and what is planned for the steps of a case."""

from django.utils.translation import gettext_lazy as _

from core.contributions.reminders import Anchor, Every, ReminderSchedule, ReminderStep, Unit, Who, before

FIRST_RESPONSE_EVERY = Every(
    Unit.PERCENT, 100, (Who.NEXT_IN_LINE,), "concern_alert", "next_in_line", "next:{n}", Anchor.ASKED
)
"""Each time that the time allowed has run out (100 percent of it), the next in line hears."""

REMINDER_SCHEDULES = (
    ReminderSchedule(
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
    ReminderSchedule(
        "lado",
        _("Referral to the local authority's designated officer"),
        "KCSIE: one working day",
        (
            ReminderStep("half time", Anchor.ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            ReminderStep("breach", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER, Who.CHAIR), "case_news", "due"),
        ),
        working_days=True,
        planned="referrals of a case",
    ),
    ReminderSchedule(
        "platform_check",
        _("Look again at what a platform was asked to take down"),
        "C13; the helpline's 48 hours",
        (ReminderStep("48 hours", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER,), "case_news", "due"),),
        working_days=True,
        planned="reports to a platform",
    ),
    ReminderSchedule(
        "file_transfer",
        _("Child's file for the new school"),
        "KCSIE: 5 days",
        (
            ReminderStep("day 3", Anchor.ASKED, 3, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            ReminderStep("day 5", Anchor.DUE, 0, Unit.SCHOOL_DAY, (Who.HOLDER, Who.DSL), "case_news", "due"),
        ),
        planned="the transfer of files",
    ),
    ReminderSchedule(
        "subject_access",
        _("Request for a copy of somebody's data"),
        "UK GDPR article 12: one month",
        (
            ReminderStep(
                "10 working days before", Anchor.DUE, -10, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"
            ),
            ReminderStep("3 working days before", Anchor.DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            ReminderStep(before(0), Anchor.DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
        planned="requests for data",
    ),
    ReminderSchedule(
        "data_complaint",
        _("Complaint about personal data"),
        "Data (Use and Access) Act 2025: acknowledged in 30 days",
        (
            ReminderStep("half time", Anchor.ASKED, 50, Unit.PERCENT, (Who.HOLDER,), "case_news", "due"),
            ReminderStep("3 working days before", Anchor.DUE, -3, Unit.WORKING_DAY, (Who.HOLDER,), "case_news", "due"),
            ReminderStep(before(0), Anchor.DUE, 0, Unit.WORKING_DAY, (Who.HOLDER, Who.HEADTEACHER), "case_news", "due"),
        ),
        working_days=True,
        planned="complaints about data",
    ),
    ReminderSchedule(
        "take_down",
        _("Post that somebody was asked to take down"),
        "L3, C12, W11",
        (ReminderStep("passed", Anchor.DUE, 0, Unit.HOUR, (Who.HOLDER, Who.NAMED), "case_news", "due"),),
        working_days=True,
        planned="take-downs of a case",
    ),
    ReminderSchedule(
        "meeting",
        _("Meeting"),
        "W9",
        (
            ReminderStep("day before", Anchor.DUE, -1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
            ReminderStep("to be written up", Anchor.DUE, 1, Unit.SCHOOL_DAY, (Who.HOLDER,), "case_news", "due"),
        ),
        planned="meetings of a case",
    ),
)
