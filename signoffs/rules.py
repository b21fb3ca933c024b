"""May this be done now? Decisions about signing, asking and reminding."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from core.decision import Decision
from core.errors import Refused
from signoffs.states import (
    GROUP_ROLES,
    MOST_STATEMENTS,
    MUST_TICK,
    QUIET_DAYS,
    Answer,
    AnsweredStatement,
    Permission,
    QuestionKind,
    RoundState,
    Statement,
    StatementKind,
)

LONGEST_NAME = 120
LONGEST_TEXT = 4000
PICTURES = "pictures"


def may_sign(*, state: str, asked: bool, replaced: bool) -> Decision:
    """Decide on one signature.

    The round is open, the signer is in its audience, and no newer text has taken its place.
    """
    if not asked:
        return Decision.no(_("You are not asked to sign this policy."))
    if state != RoundState.OPEN:
        return Decision.no(_("This round is closed. Ask the school office."))
    if replaced:
        return Decision.no(_("This policy has changed since we asked you. Look at the new version first."))
    return Decision.yes()


def clean_statements(statements: Sequence[Statement], ticked: Collection[int]) -> list[AnsweredStatement]:
    """Return the statements with what was ticked. Raises Refused unless every agreement and acknowledgement is (L7).

    A declaration may be left unticked: then the school talks about it (L8).
    """
    if any(statement["kind"] in MUST_TICK and place not in ticked for place, statement in enumerate(statements)):
        raise Refused(_("Tick the box to show that you agree"))
    return [
        {"kind": statement["kind"], "text": statement["text"], "ticked": place in ticked}
        for place, statement in enumerate(statements)
    ]


def clean_name(name: str) -> str:
    """Return the name as it will stand on the record. Raises Refused for none; it never has to match another (2.3)."""
    plain = " ".join(name.split())
    if not plain:
        raise Refused(_("Enter your name"))
    if len(plain) > LONGEST_NAME:
        raise Refused(_("Enter a name of at most %(most)s letters") % {"most": LONGEST_NAME})
    return plain


def clean_wording(statements: Sequence[Mapping[str, str]]) -> list[Statement]:
    """Return statements as an agreement keeps them.

    Raises Refused unless there are one to three and one must be ticked.
    """
    wording: list[Statement] = [
        {"kind": str(StatementKind(statement["kind"])), "text": " ".join(str(statement["text"]).split())}
        for statement in statements
        if str(statement["text"]).strip()
    ]
    if not 1 <= len(wording) <= MOST_STATEMENTS:
        raise Refused(_("Write one to three statements"))
    if not any(statement["kind"] in MUST_TICK for statement in wording):
        raise Refused(_("Write one statement that everybody ticks to sign"))
    return wording


def clean_roles(groups: Collection[str]) -> list[str]:
    """Return the roles of the chosen groups in a stable order. Raises Refused for none (M4)."""
    roles = {str(role.value) for group in groups for role in GROUP_ROLES[group]}
    if not roles:
        raise Refused(_("Choose who signs"))
    return sorted(roles)


def clean_pictures(answer: str) -> dict[str, str]:
    """Return an optional yes or no as it is kept; {} when it was left unanswered."""
    return {PICTURES: str(Answer(answer))} if answer in Answer.values else {}


def clean_text(kind: str, text: str) -> str | None:
    """Return the words of a question. Raises Refused for a question without words; a wish for paper needs none."""
    plain = text.strip()[:LONGEST_TEXT]
    if not plain and kind == QuestionKind.QUESTION:
        raise Refused(_("Write your question"))
    return plain or None


def may_open(*, permissions: Collection[str], due: dt.date, today: dt.date) -> Decision:
    """Decide on opening a round: the right, and a due day that lies ahead."""
    if Permission.ROUND_OPEN not in permissions:
        return Decision.no(_("Your role cannot open a round."))
    return _may_be_due(due, today)


def _may_be_due(due: dt.date, today: dt.date) -> Decision:
    if due <= today:
        return Decision.no(_("Enter a day that lies ahead"))
    if due > today + dt.timedelta(days=366):
        return Decision.no(_("Enter a day within the next year"))
    return Decision.yes()


def may_extend(*, state: str, due: dt.date, wanted: dt.date, today: dt.date) -> Decision:
    """Decide on a later due day of a round: it is open, and the day is later than the old one and lies ahead."""
    if state != RoundState.OPEN:
        return Decision.no(_("This round is not open."))
    if wanted <= due:
        return Decision.no(_("Enter a later day than the one people know"))
    return _may_be_due(wanted, today)


def may_remind(*, state: str, opened: dt.date, today: dt.date, reminded_today: bool) -> Decision:
    """Decide on reminding by hand: never within three days of the first message, and once a day (screens 2.6)."""
    if state != RoundState.OPEN:
        return Decision.no(_("This round is not open."))
    if today < opened + dt.timedelta(days=QUIET_DAYS):
        return Decision.no(_("People were asked less than 3 days ago. Wait a little."))
    if reminded_today:
        return Decision.no(_("A reminder has gone out today."))
    return Decision.yes()


def may_answer(*, roles: Collection[str], answering: Collection[str]) -> Decision:
    """Decide on answering: those whom the school names for questions (L4), the office for the rest."""
    if set(roles) & set(answering):
        return Decision.yes()
    return Decision.no(_("Somebody else answers this."))
