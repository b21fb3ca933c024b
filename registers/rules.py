"""Whether something may be done now, and which rule of the school applies."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.contributions.settings import SETTINGS
from core.decision import Decision
from core.errors import Refused
from ledger.witness import sha256
from people.states.roles import Role
from registers.states import About, Outcome, Permission, Plan
from schools.rules.settings import sentence_of

LONGEST = 2000
SettingValues = Mapping[str, Any]
NOTHING = gettext_lazy(
    "I have no link online with a pupil, a past pupil or a family of this school that I need to declare."
)

# Which setting says what the school's rule is, for each kind of person the link is with (W4, L12, O2, M10, C6).
_RULE = {
    About.PRESENT_PUPIL: "present_pupils_as_friends",
    About.PAST_PUPIL: "past_pupils_as_friends",
    About.PARENT: "parents_as_friends",
    About.OTHER: "parents_as_friends",
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One sentence of the rule: what it is about, and what the school says."""

    key: str
    about: str
    says: str


def rule_in_force(settings: SettingValues, about: str | None = None) -> list[RuleLine]:
    """Return the school's rule as sentences; without ``about``, the whole of it."""
    wanted = [_RULE[About(about)]] if about else list(dict.fromkeys(_RULE.values()))
    return [RuleLine(key, str(SETTINGS[key].sentence), _says(key, settings)) for key in (*wanted, "before_means")]


def _says(key: str, settings: SettingValues) -> str:
    if key == "past_pupils_as_friends" and settings[key] == "under_age_never":
        return _("Never while they are under %(age)s.") % {"age": settings["past_pupil_age"]}
    return sentence_of(key, settings[key])


def cite(lines: Collection[RuleLine]) -> dict[str, object]:
    """Return the rule as a decision keeps it: its sentences, and the digest of them."""
    sentences = [[line.key, line.about, line.says] for line in lines]
    return {"lines": sentences, "digest": sha256(sentences)}


def route_for(holders: Mapping[str, Collection[UUID]], selves: Collection[UUID]) -> str:
    """Return the role that decides on somebody's disclosure: the headteacher, or the chair for a headteacher's own.

    ``holders``: who holds each role today; ``selves``: every entry of the person who declares. A vacant headship
    falls to the chair. Raises Refused when nobody unconflicted is left, so that nothing is sent to nobody.
    """
    head, chair = Role.HEADTEACHER.value, Role.CHAIR.value
    own = set(selves)
    for role in (chair,) if own & set(holders[head]) else (head, chair):
        if set(holders[role]) - own:
            return role
    raise Refused(_("Nobody at the school can decide on this yet. Call the school office."))


def may_decide(*, route: str, roles: Collection[str], permissions: Collection[str], about_oneself: bool) -> Decision:
    """Say whether somebody may decide: with the role it was sent to, and never about themselves."""
    if about_oneself:
        return Decision.no(_("This is about yourself. Somebody else decides."))
    if Permission.DISCLOSURE_DECIDE not in permissions or route not in roles:
        return Decision.no(_("Somebody else decides on this."))
    return Decision.yes()


def clean_words(text: str, missing: str) -> str:
    """Return what was typed, trimmed. Raises Refused with ``missing`` for nothing but spaces."""
    plain = text.strip()[:LONGEST]
    if not plain:
        raise Refused(missing)
    return plain


def clean_limits(plan: str, text: str) -> str | None:
    """Return the limits. Raises Refused when a link is to stay and nothing is said about how."""
    if plan == Plan.KEEP:
        return clean_words(text, _("Say how you will limit it"))
    return text.strip()[:LONGEST] or None


def check_decision(*, outcome: str, conditions: str, note: str, review_on: dt.date | None, today: dt.date) -> None:
    """Raise Refused for conditions without words, a question without words, or a review day that does not lie ahead."""
    if outcome == Outcome.CONDITIONS and not conditions.strip():
        raise Refused(_("Choose or write a condition"))
    if outcome == Outcome.MORE and not note.strip():
        raise Refused(_("Write what you want to know"))
    if review_on is not None and review_on <= today:
        raise Refused(_("Enter a review day that lies ahead"))
