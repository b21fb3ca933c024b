"""What an app contributes to the outbox: kinds of message, what private links open, and the check before sending.

A kind says which values its template gets and of which type each is. There is no type for free text about people: a
name, a category or the words of a concern have no way into a message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.contributions.registry import References, Registry
from core.text.words import Words

EVERYDAY = ("everyday",)
CONFIDENTIAL = ("confidential",)
EITHER = (*EVERYDAY, *CONFIDENTIAL)
"""Values of ``ledger.states.Confidentiality``."""


class ValueType(TextChoices):
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


ANYWHERE = {"link": ValueType.LINK, "page": ValueType.PAGE}
"""Every kind may say where its button leads."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of message: its template trio ``emails/<name>.subject.txt, .txt, .html`` and what it may hold."""

    name: str
    words: Words
    why: Words
    """The sentence that answers "why did I get this?"."""
    confidentialities: tuple[str, ...] = EVERYDAY
    urgent: bool = False
    courtesy: bool = False
    """A thank-you that nobody misses: without an address it is dropped in silence, not shown as failed."""
    any_hour: bool = False
    """Answers what the person has just done, or cannot wait: sent at ten at night too. All else waits for the school's
    hours."""
    gathers: bool = False
    """Goes into one message with whatever else is due to the same person at the same school (the digest)."""
    replaces: str = ""
    """Of several messages with the same value here, about one subject and due to one person, only the newest goes."""
    is_hidden: bool = False
    """The office does not see that such a message exists."""
    needs: dict[str, ValueType] = field(default_factory=dict)
    may: dict[str, ValueType] = field(default_factory=dict)
    reasons: dict[str, Words] = field(default_factory=dict)
    """Other answers, by code."""

    @property
    def at_once(self) -> bool:
        """Say whether quiet hours let it pass."""
        return self.urgent or self.any_hour


@dataclass(frozen=True, slots=True)
class MessageReason:
    """An answer to "why did I get this?" that an app adds to a kind of message of an app below it."""

    kind: str
    code: str
    words: Words

    @property
    def name(self) -> str:
        """The name in the registry."""
        return f"{self.kind}.{self.code}"

    def references(self) -> References:
        """Name the kind of message."""
        return [(KINDS, self.kind)]


@dataclass(frozen=True, slots=True)
class LinkPurpose:
    """What a private link opens: a path with ``{token}``, and how many days it lives unless the notice says so."""

    name: str
    path: str
    days: int


@dataclass(frozen=True, slots=True)
class CheckBeforeSending:
    """Asked right before messages of these kinds are sent: is each still to go to this person?

    ``not_to_send`` gets notices of its kinds, of any schools, and returns the ids of those that are not to be sent.
    """

    name: str
    kinds: tuple[str, ...]
    not_to_send: Callable[[Sequence[Any]], set[UUID]]

    def references(self) -> References:
        """Name the kinds of message."""
        return [(KINDS, kind) for kind in self.kinds]


KINDS = Registry(Kind, variable="KINDS", noun="kind of message")
MESSAGE_REASONS = Registry(MessageReason, variable="MESSAGE_REASONS", noun="reason of a message")
LINKS = Registry(LinkPurpose, variable="LINKS", noun="purpose of a private link")
CHECKS_BEFORE_SENDING = Registry(CheckBeforeSending, variable="CHECKS_BEFORE_SENDING", noun="check before sending")


def is_kind(name: str, wanted: Callable[[Kind], bool]) -> bool:
    """Return whether a kind is known and wanted. A row may name one that went with an earlier version."""
    kind = KINDS.get(name)
    return kind is not None and wanted(kind)


def kind_names(wanted: Callable[[Kind], bool]) -> tuple[str, ...]:
    """Return the names of the kinds that are wanted."""
    return tuple(kind.name for kind in KINDS.values() if wanted(kind))
