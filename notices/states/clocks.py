"""The one table of clocks: how long each may run, in what it counts, whether it can be paused, and who says so.

Data only. A clock is no row of the database and nothing counts it down: ``notices.rules.clocks`` derives it each time
from the moments that were written down and from the school's calendar (docs/adr/0210).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.states.ladders import DECIDE_WITHIN, Unit

Words = str | Promise


class Stage(TextChoices):
    """Where a clock stands, in the order of a list."""

    LATE = "1_late", _("Late")
    RUNNING = "2_running", _("Running")
    PAUSED = "3_paused", _("Paused")


@dataclass(frozen=True, slots=True)
class ClockKind:
    """One sort of clock.

    ``amount`` in ``unit`` from the moment it starts; None where each has a moment or a day of its own, which somebody
    set. ``setting`` is the school's setting in place of ``amount``, of whose numbers ``per`` make one unit. ``by`` is
    the sentence with ``%(when)s``. ``ladder`` names the row of ``LADDERS`` that reminds of it. ``source`` says where
    the rule comes from, ``note`` how it is read and why.
    """

    name: str
    words: Words
    by: Words
    source: str
    amount: int | None = None
    unit: Unit | None = None
    setting: str = ""
    per: int = 1
    pauses: bool = False
    ladder: str = ""
    note: str = ""


_ANSWER, _CHECK, _LOOK = _("answer by %(when)s"), _("check by %(when)s"), _("open it by %(when)s")
_DECIDE, _SEND, _DO = _("decide by %(when)s"), _("send it by %(when)s"), _("do it by %(when)s")

_CLOCKS = (
    ClockKind(
        "first_response",
        _("First look"),
        _LOOK,
        "safeguarding.md, Who hears of it; M17, W6, O4",
        unit=Unit.HOUR,
        setting="first_look_minutes",
        per=60,
        ladder="first_response",
        note="For danger now, and for whatever is about a child or an adult at the school: it runs at any hour, day "
        "and night. Quiet hours never hold such a concern.",
    ),
    ClockKind(
        "first_response_hours",
        _("First look"),
        _LOOK,
        "safeguarding.md, Who hears of it; W6, O7, L10",
        unit=Unit.WORKING_HOUR,
        setting="first_look_minutes",
        per=60,
        ladder="first_response",
        note="For posts, the press and families who ask for help: it runs while the school looks at what came in, so "
        "that nobody is called at ten at night for what waits until the morning.",
    ),
    ClockKind(
        "answer_today",
        _("Answer"),
        _ANSWER,
        "safeguarding.md, What people beg for; C12",
        amount=0,
        unit=Unit.SCHOOL_DAY,
        note="From when somebody next looks; never before the first look is due.",
    ),
    ClockKind(
        "answer_week",
        _("Answer"),
        _ANSWER,
        "safeguarding.md, What people beg for; C12",
        unit=Unit.SCHOOL_DAY,
        setting="answer_week_days",
        note="From when somebody next looks.",
    ),
    ClockKind(
        "answer_info",
        _("Answer"),
        _ANSWER,
        "safeguarding.md, What people beg for; C12",
        unit=Unit.SCHOOL_DAY,
        setting="answer_info_days",
        note="From when somebody next looks.",
    ),
    ClockKind(
        "step", _("Next step"), _DO, "screens.md 2.17: next step with date; M19", note="The holder sets the day."
    ),
    ClockKind(
        "wait",
        _("Wait"),
        _("look again by %(when)s"),
        "screens.md 2.16: Wait until…",
        pauses=True,
        note="The holder sets the day. Until then it is paused, from then on it is late.",
    ),
    ClockKind(
        "lado",
        _("Referral to the local authority officer (LADO)"),
        _("refer it by %(when)s"),
        "safeguarding.md: LADO within one working day",
        amount=1,
        unit=Unit.WORKING_DAY,
        ladder="lado",
        note="The day after receipt counts first, also when it came in at night; receipt on a day off makes it the "
        "next working day. School holidays do not stop it, and nothing pauses it.",
    ),
    ClockKind(
        "platform_check",
        _("Check with the platform"),
        _CHECK,
        "safeguarding.md: platform reports, 48 hours; C13, W11",
        amount=48,
        unit=Unit.HOUR,
        ladder="platform_check",
        note="48 real hours, over nights, week-ends and the change of the clocks. It is itself the wait for somebody "
        "outside, so nothing pauses it.",
    ),
    ClockKind(
        "file_transfer",
        _("Child's file to the new school"),
        _SEND,
        "safeguarding.md: follows the child within 5 days",
        amount=5,
        unit=Unit.SCHOOL_DAY,
        ladder="file_transfer",
        note="School days: the guidance also says “the first five days of a term”, which can be no other days, and "
        "only then is there somebody at both schools to hand it over.",
    ),
    ClockKind(
        "subject_access",
        _("Request for a copy of data"),
        _ANSWER,
        "safeguarding.md: subject access, one month",
        amount=1,
        unit=Unit.MONTH,
        pauses=True,
        ladder="subject_access",
        note="The same date of the next month, or its last day if there is none (31 January: the last of February). "
        "On a day off: the next working day. Paused while the person is asked who they are or what they want.",
    ),
    ClockKind(
        "subject_access_complex",
        _("Request for a copy of data, complex"),
        _ANSWER,
        "safeguarding.md: subject access, two months more when complex",
        amount=3,
        unit=Unit.MONTH,
        pauses=True,
        ladder="subject_access",
        note="Three months from receipt, not two from the end of the first. Otherwise as above.",
    ),
    ClockKind(
        "data_complaint",
        _("Complaint about personal data"),
        _("acknowledge it by %(when)s"),
        "safeguarding.md: acknowledged in 30 days",
        amount=30,
        unit=Unit.DAY,
        ladder="data_complaint",
        note="Calendar days; the day after receipt is the first. On a day off: the next working day.",
    ),
    ClockKind(
        "take_down",
        _("Take-down that was asked for"),
        _CHECK,
        "L3, C12, W11",
        ladder="take_down",
        note="The school gives the time.",
    ),
    ClockKind("meeting", _("Meeting"), _("at %(when)s"), "W9", ladder="meeting", note="The moment that was agreed."),
    ClockKind(
        "review",
        _("Review"),
        _("review by %(when)s"),
        "M1, L1, L18",
        ladder="review",
        note="The day in the policy; a term by its last day, a month by its last day.",
    ),
    ClockKind(
        "approval",
        _("Approval"),
        _DECIDE,
        "L18, W1",
        amount=DECIDE_WITHIN,
        unit=Unit.SCHOOL_DAY,
        ladder="decision",
        note="From when it was sent for approval. A governing body may meet later: it is reminded once and no more.",
    ),
    ClockKind(
        "sign_off",
        _("Sign-off"),
        _("sign by %(when)s"),
        "L23, M7",
        ladder="sign_off",
        note="The day that was given when people were asked.",
    ),
    ClockKind(
        "decision",
        _("Decision"),
        _DECIDE,
        "M10, C6; screens.md section 4, e-mail 6",
        amount=DECIDE_WITHIN,
        unit=Unit.SCHOOL_DAY,
        pauses=True,
        ladder="decision",
        note="From when the form came in. Paused from “Ask for more” until the person has answered.",
    ),
    ClockKind(
        "disclosure_review",
        _("Look again at a disclosure"),
        _("review by %(when)s"),
        "M10; screens.md 2.9",
        note="The review day in the decision.",
    ),
    ClockKind(
        "yearly_answer",
        _("Yearly answer"),
        _ANSWER,
        "M10, W4, C6",
        ladder="disclosure_yearly",
        note="The last day of the autumn term.",
    ),
    ClockKind(
        "step_reset",
        _("Lost second step"),
        _("confirm by %(when)s"),
        "safeguarding.md, Secrecy 4",
        amount=24,
        unit=Unit.HOUR,
        note="After that the request has ended and somebody asks anew.",
    ),
)
CLOCKS: dict[str, ClockKind] = {clock.name: clock for clock in _CLOCKS}
