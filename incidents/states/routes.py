"""Who hears of a report: a decision table kept as data (``docs/adr/0501``).

A row is a line of tiers. The first tier with an unconflicted holder reads at once; the tier after it is the named next,
who hears when the first is away, conflicted or silent. A school's settings may add to a line; nothing takes the
safeguarding leads out of one.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.text.words import Words
from people.states.roles import Role


class Office(TextChoices):
    """The people every report asks about: is it about one of them?"""

    HEADTEACHER = "headteacher", _("The headteacher")
    DSL = "dsl", _("The safeguarding lead")
    DEPUTY = "deputy", _("A deputy safeguarding lead")
    CHAIR = "chair", _("The chair of governors")
    LEADER = "senior_leader", _("Another senior leader")


# Nobody can tell which of two deputies is meant, so every holder of a named office is kept out.
OFFICE_ROLES: dict[str, Role] = {
    Office.HEADTEACHER: Role.HEADTEACHER,
    Office.DSL: Role.DSL,
    Office.DEPUTY: Role.DEPUTY_DSL,
    Office.CHAIR: Role.CHAIR,
    Office.LEADER: Role.SENIOR_LEADER,
}


@dataclass(frozen=True, slots=True)
class Route:
    """``line`` is who hears, tier after tier.

    ``outside`` says that with nobody left in it the LADO is named instead.
    """

    name: str
    sentence: Words
    line: tuple[tuple[Role, ...], ...]
    reason: Words


@dataclass(frozen=True, slots=True)
class RouteAddition:
    """Who also reads, besides the line of ``route``, while the school's ``setting`` is, or holds, ``value``.

    ``kind`` "" is every kind. An addition is no tier: it takes nobody out, and the next in line does not wait for it.
    """

    route: str
    setting: str
    value: str
    roles: tuple[Role, ...]
    kind: str = ""


_LEADS = (Role.DSL, Role.DEPUTY_DSL)
_TRUST = ((Role.EXECUTIVE_HEAD,), (Role.NAMED_OFFICER,))

_ROWS = (
    Route(
        "child",
        _("A child at risk, or not sure: the safeguarding lead and every deputy, at once."),
        (_LEADS, (Role.HEADTEACHER,), (Role.TRUST_SAFEGUARDING,), *_TRUST),
        _("Concerns about a child come to the safeguarding lead and deputies."),
    ),
    Route(
        "adult",
        _("An adult who works for the school: the headteacher."),
        ((Role.HEADTEACHER,), *_TRUST, (Role.DSL,), (Role.CHAIR,)),
        _("Concerns about an adult at the school come to the headteacher."),
    ),
    Route(
        "head",
        _("The headteacher: the chair of governors; in a trust the executive headteacher or the named officer."),
        (*_TRUST, (Role.CHAIR,), (Role.TRUST_SAFEGUARDING,)),
        _("Concerns about the headteacher come to the chair of governors or the trust."),
    ),
    Route(
        "lead",
        _("A safeguarding lead or deputy: the headteacher, and the safeguarding leads whom it is not about."),
        ((Role.HEADTEACHER, *_LEADS), *_TRUST, (Role.TRUST_SAFEGUARDING,), (Role.CHAIR,)),
        _("Concerns about a safeguarding lead come to the headteacher and the other leads."),
    ),
    Route(
        "head_and_chair",
        _("The headteacher and the chair: the trust's executive headteacher or named officer, else nobody inside."),
        _TRUST,
        _("Concerns about the headteacher and the chair come to the trust."),
    ),
    Route(
        "post",
        _("A post, a contact or the press: the headteacher."),
        ((Role.HEADTEACHER,), (Role.EXECUTIVE_HEAD,), (Role.DSL,), (Role.DEPUTY_DSL,), (Role.CHAIR,)),
        _("Posts about the school come to the headteacher."),
    ),
    Route(
        "support",
        _("Support wanted: the headteacher, as the school's named contact."),
        ((Role.HEADTEACHER,), (Role.DSL,), (Role.DEPUTY_DSL,), (Role.EXECUTIVE_HEAD,)),
        _("Families who ask for help come to the headteacher first."),
    ),
    Route(
        "support_leads",
        _("Support wanted: the safeguarding lead and deputies, as the school's named contact."),
        (_LEADS, (Role.HEADTEACHER,), (Role.EXECUTIVE_HEAD,)),
        _("Families who ask for help come to the safeguarding leads first."),
    ),
    Route(
        "support_leaders",
        _("Support wanted: the senior leaders, as the school's named contact."),
        ((Role.SENIOR_LEADER,), (Role.HEADTEACHER,), (Role.DSL,), (Role.DEPUTY_DSL,), (Role.EXECUTIVE_HEAD,)),
        _("Families who ask for help come to the senior leaders first."),
    ),
)
ROUTES: dict[str, Route] = {row.name: row for row in _ROWS}

ANY_HOUR = frozenset({"child", "adult", "head", "lead", "head_and_chair"})
"""Routes of whatever may be about a child's safety: the next in line hears at any hour. All else keeps school hours."""

_LEADERS = (Role.SENIOR_LEADER,)
ADDITIONS: tuple[RouteAddition, ...] = (
    RouteAddition("child", "safeguarding_also", "named_persons", (Role.TRUST_SAFEGUARDING, Role.NAMED_OFFICER)),
    RouteAddition("adult", "staff_misuse", "senior_leadership", _LEADERS, kind="adult"),
    RouteAddition("adult", "friend_attempt_by_staff", "senior_leadership", _LEADERS, kind="contact_staff"),
)
