"""The deadlines of a case and their reminders: who hears when nobody looks, and what is planned for its steps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.deadlines import DeadlineKind
from core.contributions.reminders import Anchor, Every, ReminderSchedule, ReminderStep, Unit, Who, before

DEADLINE_KINDS = (
    DeadlineKind(
        "first_response",
        _("First look"),
        _("open it by %(when)s"),
        "safeguarding.md, Who hears of it; M17, W6, O4",
        unit=Unit.HOUR,
        setting="first_look_minutes",
        per=60,
        schedule="first_response",
        note="For danger now, and for whatever is about a child or an adult at the school: it runs at any hour, day "
        "and night. Quiet hours never hold such a concern.",
    ),
    DeadlineKind(
        "first_response_hours",
        _("First look"),
        _("open it by %(when)s"),
        "safeguarding.md, Who hears of it; W6, O7, L10",
        unit=Unit.WORKING_HOUR,
        setting="first_look_minutes",
        per=60,
        schedule="first_response",
        note="For posts, the press and families who ask for help: it runs while the school looks at what came in, so "
        "that nobody is called at ten at night for what waits until the morning.",
    ),
    DeadlineKind(
        "answer_today",
        _("Answer"),
        _("answer by %(when)s"),
        "safeguarding.md, What people beg for; C12",
        amount=0,
        unit=Unit.SCHOOL_DAY,
        note="From when somebody next looks; never before the first look is due.",
    ),
    DeadlineKind(
        "answer_week",
        _("Answer"),
        _("answer by %(when)s"),
        "safeguarding.md, What people beg for; C12",
        unit=Unit.SCHOOL_DAY,
        setting="answer_week_days",
        note="From when somebody next looks.",
    ),
    DeadlineKind(
        "answer_info",
        _("Answer"),
        _("answer by %(when)s"),
        "safeguarding.md, What people beg for; C12",
        unit=Unit.SCHOOL_DAY,
        setting="answer_info_days",
        note="From when somebody next looks.",
    ),
    DeadlineKind(
        "step",
        _("Next step"),
        _("do it by %(when)s"),
        "screens.md 2.17: next step with date; M19",
        note="The holder sets the day.",
    ),
    DeadlineKind(
        "wait",
        _("Wait"),
        _("look again by %(when)s"),
        "screens.md 2.16: Wait until…",
        pauses=True,
        note="The holder sets the day. Until then it is paused, from then on it is late.",
    ),
    DeadlineKind(
        "lado",
        _("Referral to the local authority officer (LADO)"),
        _("refer it by %(when)s"),
        "safeguarding.md: LADO within one working day",
        amount=1,
        unit=Unit.WORKING_DAY,
        schedule="lado",
        note="The day after receipt counts first, also when it came in at night; receipt on a day off makes it the "
        "next working day. School holidays do not stop it, and nothing pauses it.",
        planned="referrals of a case",
    ),
    DeadlineKind(
        "platform_check",
        _("Check with the platform"),
        _("check by %(when)s"),
        "safeguarding.md: platform reports, 48 hours; C13, W11",
        amount=48,
        unit=Unit.HOUR,
        schedule="platform_check",
        note="48 real hours, over nights, week-ends and the change of the clocks. It is itself the wait for somebody "
        "outside, so nothing pauses it.",
        planned="reports to a platform",
    ),
    DeadlineKind(
        "file_transfer",
        _("Child's file to the new school"),
        _("send it by %(when)s"),
        "safeguarding.md: follows the child within 5 days",
        amount=5,
        unit=Unit.SCHOOL_DAY,
        schedule="file_transfer",
        note="School days: the guidance also says “the first five days of a term”, which can be no other days, and "
        "only then is there somebody at both schools to hand it over.",
        planned="the transfer of files",
    ),
    DeadlineKind(
        "subject_access",
        _("Request for a copy of data"),
        _("answer by %(when)s"),
        "safeguarding.md: subject access, one month",
        amount=1,
        unit=Unit.MONTH,
        pauses=True,
        schedule="subject_access",
        note="The same date of the next month, or its last day if there is none (31 January: the last of February). "
        "On a day off: the next working day. Paused while the person is asked who they are or what they want.",
        planned="requests for data",
    ),
    DeadlineKind(
        "subject_access_complex",
        _("Request for a copy of data, complex"),
        _("answer by %(when)s"),
        "safeguarding.md: subject access, two months more when complex",
        amount=3,
        unit=Unit.MONTH,
        pauses=True,
        schedule="subject_access",
        note="Three months from receipt, not two from the end of the first. Otherwise as above.",
        planned="requests for data",
    ),
    DeadlineKind(
        "data_complaint",
        _("Complaint about personal data"),
        _("acknowledge it by %(when)s"),
        "safeguarding.md: acknowledged in 30 days",
        amount=30,
        unit=Unit.DAY,
        schedule="data_complaint",
        note="Calendar days; the day after receipt is the first. On a day off: the next working day.",
        planned="complaints about data",
    ),
    DeadlineKind(
        "take_down",
        _("Take-down that was asked for"),
        _("check by %(when)s"),
        "L3, C12, W11",
        schedule="take_down",
        note="The school gives the time.",
        planned="take-downs of a case",
    ),
    DeadlineKind(
        "meeting",
        _("Meeting"),
        _("at %(when)s"),
        "W9",
        schedule="meeting",
        note="The moment that was agreed.",
        planned="meetings of a case",
    ),
)

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
