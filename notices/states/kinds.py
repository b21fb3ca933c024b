"""The kinds of notice there are, and the purposes of links in them.

A kind says which values its template gets and of which sort each is. There is no sort for free text about people: a
name, a category or the words of a concern have no way into a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.states import Room

Words = str | Promise


class Sort(TextChoices):
    """What a value in a notice's context may be."""

    NUMBER = "number", _("a whole number")
    DAY = "day", _("a day")
    MOMENT = "moment", _("a moment")
    FLAG = "flag", _("yes or no")
    REFERENCE = "reference", _("a reference such as KTM-4QX")
    TITLE = "title", _("the title of a policy")
    SEASON = "season", _("a term of the school year")
    POLICIES = "policies", _("a list of policy titles with days")
    LINK = "link", _("a private link made at delivery")
    PAGE = "page", _("the path of a page")


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of message: its template trio ``emails/<name>.subject.txt, .txt, .html`` and what it may hold."""

    name: str
    words: Words
    why: Words
    """The sentence that answers "why did I get this?"."""
    rooms: tuple[str, ...] = (Room.EVERYDAY,)
    urgent: bool = False
    courtesy: bool = False
    """A thank-you that nobody misses: without an address it is dropped in silence, not shown as failed."""
    any_hour: bool = False
    """Answers what the person has just done, or cannot wait: sent at ten at night too. All else waits for the school's
    hours."""
    gathers: bool = False
    """Goes into one message with whatever else is due to the same person at the same school (the digest)."""
    needs: dict[str, Sort] = field(default_factory=dict)
    may: dict[str, Sort] = field(default_factory=dict)
    reasons: dict[str, Words] = field(default_factory=dict)
    """Other answers, by code."""

    @property
    def at_once(self) -> bool:
        """Say whether quiet hours let it pass."""
        return self.urgent or self.any_hour

    def sentence(self, reason: str) -> Words:
        """Return why the person gets it; the code "" stands for the kind's own sentence."""
        return self.reasons[reason] if reason else self.why


CONFIDENTIAL = (Room.CONFIDENTIAL,)
EITHER = (Room.EVERYDAY, Room.CONFIDENTIAL)
_STAFF = _("because you work for the school")
_CARER = _("because you look after a child at the school")
_TO_SIGN = {"due": Sort.DAY, "minutes": Sort.NUMBER}

_KINDS = (
    Kind(
        "staff_request",
        _("Request to sign"),
        _STAFF,
        gathers=True,
        needs={"count": Sort.NUMBER, **_TO_SIGN},
        reasons={
            "starter": _("because you are new at the school"),
            "changed": _("because a policy that you signed has changed"),
        },
    ),
    Kind("staff_reminder", _("Reminder to sign"), _STAFF, gathers=True, needs={"count": Sort.NUMBER, **_TO_SIGN}),
    Kind(
        "family_request",
        _("Family form"),
        _CARER,
        gathers=True,
        needs={**_TO_SIGN, "link": Sort.LINK},
        reasons={"new_child": _("because a child has joined your family list at the school")},
    ),
    Kind(
        "family_link",
        _("New link to the family form"),
        _("because a new link was asked for"),
        any_hour=True,
        needs={**_TO_SIGN, "link": Sort.LINK},
    ),
    Kind(
        "family_reminder", _("Reminder of the family form"), _CARER, gathers=True, needs={**_TO_SIGN, "link": Sort.LINK}
    ),
    Kind(
        "team_to_sign",
        _("Staff still to sign"),
        _("because you lead people who have not signed yet"),
        gathers=True,
        needs={"count": Sort.NUMBER, "due": Sort.DAY},
        reasons={
            "line_manager": _("because you lead people who have not signed yet"),
            "headteacher": _("because you are the headteacher and some staff have not signed yet"),
        },
    ),
    Kind(
        "signed",
        _("Thank you for signing"),
        _("because you signed"),
        any_hour=True,
        courtesy=True,
        needs={"reference": Sort.REFERENCE, "at": Sort.MOMENT},
        reasons={"paper": _("because the office recorded your paper form")},
    ),
    Kind(
        "question_asked", _("Question about a policy"), _("because you answer questions about policies"), gathers=True
    ),
    Kind(
        "question_answered", _("Answer to a question"), _("because you asked a question before signing"), gathers=True
    ),
    Kind(
        "disclosure_due",
        _("Yearly answer"),
        _("because everybody at the school answers this once a year"),
        gathers=True,
        needs={"due": Sort.DAY, "minutes": Sort.NUMBER},
    ),
    Kind("disclosure_answered", _("Reply to a form"), _("because you sent a form"), rooms=CONFIDENTIAL),
    Kind(
        "decision_needed",
        _("Decision needed"),
        _("because you decide this at the school"),
        gathers=True,
        rooms=EITHER,
        needs={"since": Sort.DAY},
        may={"minutes": Sort.NUMBER, "due": Sort.DAY},
        reasons={
            "disclosure": _("because you decide on forms from staff"),
            "approval": _("because you approve policies"),
            "cover": _("because you are covering for a colleague"),
        },
    ),
    Kind("policy_returned", _("Changes asked for"), _("because you sent a policy for approval"), gathers=True),
    Kind(
        "policy_published",
        _("Policy published"),
        _("because you look after this policy"),
        gathers=True,
        needs={"title": Sort.TITLE},
        reasons={"sent": _("because you sent this policy for approval")},
    ),
    Kind(
        "concern_alert",
        _("New item"),
        _("because you are named to look at new items"),
        rooms=CONFIDENTIAL,
        urgent=True,
        needs={"reference": Sort.REFERENCE, "at": Sort.MOMENT},
        may={"next_at": Sort.MOMENT, "today": Sort.FLAG},
        reasons={
            "first": _("because you are named to look at new items"),
            "next_in_line": _("because you are next in line and nobody has opened it"),
            "silent": _("because you are next in line and nobody has opened it"),
            "passed": _("because a colleague passed it to you"),
            "cover": _("because you are covering for a colleague"),
            "post": _("because it comes with a post that you hold now, or you are next in line"),
            "also": _("because your school asks you to look at items like this too"),
        },
    ),
    Kind("concern_raised", _("Concern raised"), _("because you manage who raised it"), rooms=CONFIDENTIAL),
    Kind(
        "case_news",
        _("News about an item"),
        _("because you hold this item"),
        rooms=CONFIDENTIAL,
        urgent=True,
        needs={"reference": Sort.REFERENCE},
        reasons={
            "reporter_answered": _("because you hold this item and a message came in"),
            "added": _("because you were added to this item"),
            "due": _("because the next step that you set is due"),
        },
    ),
    Kind(
        "reporter_message",
        _("Message to somebody outside"),
        _("because you gave us this address when you wrote to us"),
        any_hour=True,
        rooms=CONFIDENTIAL,
    ),
    Kind(
        "review_due",
        _("Review due"),
        _("because you look after these policies"),
        gathers=True,
        needs={"count": Sort.NUMBER, "items": Sort.POLICIES},
        may={"term": Sort.SEASON, "look": Sort.FLAG},
        reasons={
            "owner": _("because you look after these policies"),
            "clerk": _("because you keep the review dates"),
            "governor": _("because you are a governor"),
            "overdue": _("because the review date has passed"),
        },
    ),
    Kind(
        "weekly_note",
        _("Weekly note"),
        _("because you help to lead the school"),
        gathers=True,
        needs=dict.fromkeys(("new", "waiting", "to_sign", "reviews_due"), Sort.NUMBER),
        may={"in_hand": Sort.NUMBER, "oldest_days": Sort.NUMBER, "late": Sort.NUMBER, "ran_at": Sort.MOMENT},
    ),
    Kind("invitation", _("Invitation to sign in"), _("because the school added you to its portal")),
    Kind(
        "step_reset_asked",
        _("Help with a second step"),
        _("because you can confirm who a colleague is"),
        urgent=True,
    ),
    Kind("step_reset_yours", _("Your second step"), _("because somebody asked in your name"), urgent=True),
    Kind("step_reset_done", _("A second step was reset"), _("because you can confirm who a colleague is"), urgent=True),
    Kind("step_reset_ended", _("A reset was stopped"), _("because you have to do with it"), urgent=True),
    Kind("test_mail", _("Test message"), _("because somebody at the school asked for a test"), any_hour=True),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}

ANYWHERE = {"link": Sort.LINK, "page": Sort.PAGE}
"""Every kind may say where its button leads."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a private link opens: a path with ``{token}``, and how many days it lives unless the notice says so."""

    path: str
    days: int


LINKS: dict[str, Purpose] = {"family": Purpose("/f/{token}/", 60)}

ACCOUNT_MAILS = (
    "sign_in_code",
    "sign_in_unknown",
    "password_code",
    "account_changed",
    "sign_in_shared",
    "address_code",
    "address_asked",
)
"""Trios that are sent at once by the sign-in adapter and never stored."""
