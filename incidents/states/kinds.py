"""What a report can be about, in the reporter's words and in the staff's, and the route and urgency of each."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.text.words import Words
from incidents.states.workflow import Danger


class Kind(TextChoices):
    """What it is about. The labels are what staff read in the inbox."""

    DANGER = "danger", _("A child in danger")
    CHILD = "child", _("A child")
    PUPILS = "pupils", _("Between pupils")
    ADULT = "adult", _("An adult at school")
    POST = "post", _("A post about the school")
    SUPPORT = "support", _("Support wanted")
    UNSURE = "unsure", _("Not sure")
    EXTREMISM = "extremism", _("Extreme views")
    CONTACT_CHILD = "contact_child", _("A child contacted staff")
    CONTACT_PARENT = "contact_parent", _("A parent contacted staff")
    CONTACT_STAFF = "contact_staff", _("Staff contacted a child or parent")
    PRESS = "press", _("Press or media")


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What somebody can report.

    ``words`` and ``hint`` are what the reporter picks; ``route`` names a row of ``ROUTES``; ``public`` ones stand on
    the open form. ``setting`` is the school setting whose value chooses another route (value to route name). ``group``
    is what governors see counted. ``second_person``: closing needs a second pair of eyes.
    """

    kind: Kind
    words: Words
    hint: Words
    route: str
    danger: Danger
    public: bool = False
    setting: str = ""
    by_setting: tuple[tuple[str, str], ...] = ()
    group: str = "other"
    second_person: bool = False


_SPECS = (
    KindSpec(
        Kind.DANGER,
        _("A child is in danger now"),
        _("Call 999 first. Then tell us here."),
        "child",
        Danger.NOW,
        public=True,
    ),
    KindSpec(
        Kind.CHILD,
        _("A child is hurt, scared or at risk"),
        _("At home, at school or online."),
        "child",
        Danger.TODAY,
        public=True,
    ),
    KindSpec(
        Kind.PUPILS,
        _("Unkind words or pictures between pupils"),
        _("In a chat, a game or a post."),
        "child",
        Danger.TODAY,
        public=True,
        group="pupils",
    ),
    KindSpec(
        Kind.ADULT,
        _("Something an adult at the school did"),
        _("Staff, a helper, a coach or a governor."),
        "adult",
        Danger.TODAY,
        public=True,
        second_person=True,
    ),
    KindSpec(
        Kind.POST,
        _("A post about the school or its staff"),
        _("By a parent or another adult."),
        "post",
        Danger.WEEK,
        public=True,
        group="school",
    ),
    KindSpec(
        Kind.SUPPORT,
        _("I want help with my child online"),
        _("Nobody did anything wrong. You want advice."),
        "support",
        Danger.INFO,
        public=True,
        setting="support_contact",
        by_setting=(("dsl", "support_leads"), ("senior_leadership", "support_leaders")),
    ),
    KindSpec(
        Kind.UNSURE, _("I am not sure"), _("That is fine. Tell us what you know."), "child", Danger.TODAY, public=True
    ),
    KindSpec(Kind.EXTREMISM, _("Hate, or extreme views"), _("Somebody may be drawn in."), "child", Danger.TODAY),
    KindSpec(
        Kind.CONTACT_CHILD,
        _("A child tried to befriend or contact staff"),
        _("On a personal account."),
        "child",
        Danger.WEEK,
        setting="friend_attempt_by_child",
        by_setting=(("headteacher", "post"),),
    ),
    KindSpec(
        Kind.CONTACT_PARENT,
        _("A parent tried to befriend or contact staff"),
        _("On a personal account."),
        "post",
        Danger.WEEK,
    ),
    KindSpec(
        Kind.CONTACT_STAFF,
        _("Staff tried to befriend or contact a child or parent"),
        _("On a personal account."),
        "adult",
        Danger.TODAY,
        second_person=True,
    ),
    KindSpec(
        Kind.PRESS,
        _("Press or media asked something"),
        _("Nobody answers before the headteacher."),
        "post",
        Danger.TODAY,
    ),
)
KINDS: dict[str, KindSpec] = {spec.kind.value: spec for spec in _SPECS}
