"""What the import gives back: facts and clauses, or a problem; nothing written to the database."""

from dataclasses import dataclass
from typing import Literal

from core.errors import Refused
from core.text.review_dates import ReviewDate

# What was left out or decided on the way, by kind, beside the sentences in ``notes``.
Dropped = Literal["contents", "header", "footer", "insertion", "deletion", "signatures", "comments", "pictures"]


@dataclass(frozen=True)
class Signatory:
    """One line for a signature. ``name`` is None where the file does not state it."""

    role: str
    name: str | None = None


@dataclass(frozen=True)
class ParsedClause:
    """One numbered or headed piece of the policy, in order.

    ``number`` is as typed ("4", "4.2") or empty; ``text`` is restricted Markdown (see ``markdown.html``).
    """

    level: int
    number: str
    heading: str
    text: str


@dataclass(frozen=True)
class ParsedPolicy:
    """A policy as found in a file. A field that the file does not state is None or empty.

    ``dated`` is a date that stands on the front page without saying what it is for. ``next_review`` may be absent
    while ``review_cycle`` ("at least annually") and ``cycle_months`` are stated.
    """

    title: str
    school_name: str | None = None
    trust_name: str | None = None
    period: str | None = None
    front_matter: tuple[str, ...] = ()
    approved_by: str | None = None
    approved_on: ReviewDate | None = None
    issued: ReviewDate | None = None
    last_reviewed: ReviewDate | None = None
    next_review: ReviewDate | None = None
    dated: ReviewDate | None = None
    review_cycle: str | None = None
    cycle_months: int | None = None
    signatories: tuple[Signatory, ...] = ()
    lead: str | None = None
    linked_policies: tuple[str, ...] = ()
    clauses: tuple[ParsedClause, ...] = ()
    notes: tuple[str, ...] = ()
    dropped: frozenset[Dropped] = frozenset()


class ImportProblem(Refused):
    """The file cannot be read as a policy. ``str(problem)`` is one sentence, ready to show."""
