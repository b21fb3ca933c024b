"""The workflow of a case, and its small enumerations."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import Table, Transition


class State(TextChoices):
    """The states of a case, in the words of staff."""

    NEW = "new", _("New")
    TAKEN = "taken", _("Taken")
    WAITING = "waiting", _("Waiting")
    PASSED = "passed", _("Passed on")
    CLOSED = "closed", _("Closed")


class Permission(StrEnum):
    """What a role may do here."""

    CASE_RECEIVE = "case.receive"


OPEN = (State.NEW, State.TAKEN, State.WAITING, State.PASSED)
_HEARS = Permission.CASE_RECEIVE

CASE = Table(
    "case",
    State,
    (
        Transition("open", (), State.NEW, "", "case.opened", "concern_alert"),
        Transition("take", (State.NEW, State.PASSED), State.TAKEN, _HEARS, "case.taken"),
        Transition("take_over", (State.TAKEN, State.WAITING, State.PASSED), State.TAKEN, _HEARS, "case.taken_over"),
        Transition("pass_on", (State.TAKEN, State.WAITING), State.PASSED, _HEARS, "case.passed_on", "concern_alert"),
        Transition("wait", (State.TAKEN,), State.WAITING, _HEARS, "case.waits"),
        Transition("go_on", (State.WAITING,), State.TAKEN, _HEARS, "case.goes_on"),
        Transition("close", (State.TAKEN, State.WAITING), State.CLOSED, _HEARS, "case.closed"),
        Transition("reopen", (State.CLOSED,), State.TAKEN, _HEARS, "case.reopened"),
    ),
)


class ReporterStatus(TextChoices):
    """The only four words a reporter reads about the state of a report."""

    RECEIVED = "received", _("Received")
    LOOKED_AT = "looked_at", _("Being looked at")
    QUESTION = "question", _("We have a question for you")
    CLOSED = "closed", _("Closed")


class Danger(TextChoices):
    """How soon somebody must act; the order is the order of the inbox."""

    NOW = "1_now", _("Danger now")
    TODAY = "2_today", _("Today")
    WEEK = "3_week", _("This week")
    INFO = "4_info", _("For information")


class FromKind(TextChoices):
    """The kind of person a report came from. "No name" never says more."""

    STAFF = "staff", _("Staff")
    PARENT = "parent", _("Parent")
    OTHER = "other", _("Somebody else")
    NO_NAME = "no_name", _("No name")


class Capacity(TextChoices):
    """What a person or pupil is to a case."""

    SUBJECT = "subject", _("It is about them")
    HARMED = "harmed", _("They were harmed")
    WITNESS = "witness", _("They saw it")
    REPORTER = "reporter", _("They told us")


class Direction(TextChoices):
    """Who wrote a message."""

    TO_REPORTER = "to_reporter", _("School")
    FROM_REPORTER = "from_reporter", _("You")


class Move(TextChoices):
    """What an entry of the record is."""

    NOTE = "note", _("Added to the record")
    TAKEN = "taken", _("Taken")
    TAKEN_OVER = "taken_over", _("Taken over")
    PASSED = "passed", _("Passed on")
    WAITS = "waits", _("Waiting")
    GOES_ON = "goes_on", _("Taken up again")
    PARTY = "party", _("Person named")
    READER = "reader", _("Reader added")
    CLOSE_ASKED = "close_asked", _("Closing asked for")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")


class Outcome(TextChoices):
    """How a case ended (obligations W14, M18)."""

    NO_ACTION = "no_action", _("No further action")
    ADVICE = "advice", _("Advice was given")
    SUPPORT = "support", _("Support was given")
    REMOVED = "removed", _("The post was taken down")
    SANCTION = "sanction", _("A sanction in school")
    DISCIPLINARY = "disciplinary", _("Disciplinary action")
    COMPLAINT = "complaint", _("The complaints procedure took over")
    AGENCY = "agency", _("Referred to another agency")
    POLICE = "police", _("Reported to the police")
    FALSE = "false", _("It was not true or not about our school")


class DraftUse(TextChoices):
    """What a reporter's short-lived sealed row is for."""

    REPORT = "report", _("Answers that are not sent yet")
    RECEIPT = "receipt", _("Reference and secret words, shown once more")
    RETURNED = "visit", _("A reporter who came back")
