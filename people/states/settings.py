"""Where schools differ: each difference is a setting with a default, its choices as sentences, and its obligations.

The default serves a school that says nothing. A value is a plain JSON value of the setting's kind.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.states.roles import Role


class Kind(TextChoices):
    """The shape of a setting's value."""

    CHOICE = "choice"  # one key of ``choices``
    SEVERAL = "several"  # a list of keys of ``choices``, in the order of ``choices``
    NUMBER = "number"  # an int from ``low`` to ``high``
    YES_NO = "yes_no"  # a bool
    TIME = "time"  # "08:00"
    TEXT = "text"  # a str of at most ``high`` characters


@dataclass(frozen=True)
class Choice:
    key: str
    sentence: Any


@dataclass(frozen=True)
class SettingSpec:
    """``group`` orders the settings page; ``sentence`` is what the setting decides; ``obligations`` are ids."""

    key: str
    kind: Kind
    default: Any
    sentence: Any
    group: str
    obligations: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = 0
    may_be_empty: bool = False
    cheap: bool = False  # may be changed on the settings page by one small form

    def sentence_for(self, key: str) -> Any:
        """The sentence of one choice; KeyError when there is no such choice."""
        return {choice.key: choice.sentence for choice in self.choices}[key]


def _choices(**sentences: Any) -> tuple[Choice, ...]:
    return tuple(Choice(key, sentence) for key, sentence in sentences.items())


_ONE_OF = _("The person who reports it chooses: line manager, safeguarding lead or headteacher.")
_HEAD = _("The headteacher hears of it.")
_SENIOR = _("The senior leaders hear of it.")

_REVIEW = (
    SettingSpec(
        "review_cycle_months",
        Kind.NUMBER,
        12,
        _("How many months pass between two reviews of a policy."),
        "review",
        ("W1", "L18", "M1"),
        low=1,
        high=60,
        cheap=True,
    ),
    SettingSpec(
        "review_named_by",
        Kind.CHOICE,
        "day",
        _("How the next review is named."),
        "review",
        ("L1", "C16"),
        _choices(
            day=_("By a day, such as 12 March 2027."),
            month=_("By a month, such as March 2027."),
            term=_("By a term, such as Autumn 2027."),
        ),
        cheap=True,
    ),
    SettingSpec(
        "early_review_on",
        Kind.SEVERAL,
        ["concern", "guidance", "infrastructure"],
        _("What calls for an early review."),
        "review",
        ("M1",),
        _choices(
            concern=_("A concern."),
            guidance=_("New guidance."),
            infrastructure=_("A change in the school's technology."),
        ),
        may_be_empty=True,
        cheap=True,
    ),
    SettingSpec(
        "approval_signers",
        Kind.SEVERAL,
        [Role.CHAIR.value, Role.HEADTEACHER.value],
        _("Who signs the approval of a policy."),
        "review",
        ("W1", "L18", "M2"),
        _choices(
            chair=_("The chair of governors signs."),
            headteacher=_("The headteacher signs."),
            executive_head=_("The executive headteacher signs."),
        ),
        cheap=True,
    ),
    SettingSpec(
        "approval_every_holder",
        Kind.YES_NO,
        True,
        _("When two people share a role, each of them signs the approval."),
        "review",
        ("L18",),
        cheap=True,
    ),
)

_ROUTES = (
    SettingSpec(
        "friend_attempt_by_child",
        Kind.CHOICE,
        "dsl",
        _("A child tries to befriend staff."),
        "routes",
        ("W6", "C7", "M9"),
        _choices(dsl=_("The safeguarding lead and deputies hear of it."), headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_parent",
        Kind.CHOICE,
        "headteacher",
        _("A parent tries to befriend staff."),
        "routes",
        ("W6", "M9"),
        _choices(headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_staff",
        Kind.CHOICE,
        "headteacher",
        _("Staff try to befriend a child or parent."),
        "routes",
        ("W12", "C7", "L21"),
        _choices(
            headteacher=_HEAD,
            senior_leadership=_SENIOR,
            disciplinary=_("The headteacher hears of it, under the disciplinary procedure."),
        ),
    ),
    SettingSpec(
        "staff_misuse",
        Kind.CHOICE,
        "headteacher",
        _("Staff misuse social media."),
        "routes",
        ("L21", "O4", "M6"),
        _choices(headteacher=_HEAD, senior_leadership=_SENIOR),
    ),
    SettingSpec(
        "parent_post",
        Kind.SEVERAL,
        ["contact", "removal"],
        _("A parent posts about the school."),
        "routes",
        ("W9", "W11", "L15", "O7"),
        _choices(
            contact=_("The school talks to the parent."),
            meeting=_("The parent is asked to a meeting."),
            removal=_("The parent is asked to take the post down."),
            governing_body_letter=_("The governing body writes to the parent."),
            police_on_repeat=_("If it happens again, the school may tell the police."),
        ),
    ),
    SettingSpec(
        "repeat_cases",
        Kind.NUMBER,
        2,
        _("How many cases about one person count as a repeat."),
        "routes",
        ("L15",),
        low=2,
        high=10,
        cheap=True,
    ),
    SettingSpec(
        "repeat_months",
        Kind.NUMBER,
        12,
        _("Within how many months they count."),
        "routes",
        ("L15",),
        low=1,
        high=60,
        cheap=True,
    ),
    SettingSpec(
        "safeguarding_also",
        Kind.SEVERAL,
        [],
        _("Who hears of a safeguarding concern beside the safeguarding lead and deputies."),
        "routes",
        ("L17", "M17"),
        _choices(
            line_manager=_("The line manager is told that there is a concern, and no more."),
            named_persons=_("The school's other named persons read it."),
        ),
        may_be_empty=True,
    ),
    SettingSpec(
        "questions_to",
        Kind.CHOICE,
        "headteacher",
        _("Who answers questions about a policy."),
        "routes",
        ("L4", "C18"),
        _choices(
            headteacher=_("The headteacher answers."),
            senior_leadership=_("The senior leaders answer."),
            office=_("The school office answers."),
        ),
        cheap=True,
    ),
)

_FRIENDS = (
    SettingSpec(
        "present_pupils_as_friends",
        Kind.CHOICE,
        "never",
        _("Present pupils as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10", "C6"),
        _choices(
            never=_("Never."),
            before=_("Only a friend or relative from before."),
            advised_against=_("Advised against. Declare it or talk about it."),
            exception=_("Only if the headteacher makes an exception."),
        ),
    ),
    SettingSpec(
        "past_pupils_as_friends",
        Kind.CHOICE,
        "under_age_never",
        _("Past pupils as online friends."),
        "friends",
        ("L12", "O2", "W4", "M10"),
        _choices(
            under_age_never=_("Never while they are under the age below."),
            as_present=_("The same as for present pupils."),
        ),
    ),
    SettingSpec(
        "past_pupil_age",
        Kind.NUMBER,
        18,
        _("The age at which the rule for past pupils ends."),
        "friends",
        ("L12", "O2"),
        low=13,
        high=25,
        cheap=True,
    ),
    SettingSpec(
        "parents_as_friends",
        Kind.CHOICE,
        "before",
        _("Parents as online friends."),
        "friends",
        ("W4", "L12", "O2", "M10"),
        _choices(
            before=_("Only a friend from before."),
            advised_against=_("Advised against, not forbidden."),
            declare=_("Advised against. Declare it or talk about it."),
        ),
    ),
    SettingSpec(
        "before_means",
        Kind.CHOICE,
        "appointment",
        _("What “from before” means."),
        "friends",
        ("W4", "L12", "C6"),
        _choices(
            appointment=_("Before the person came to work here."),
            request=_("Before the friend request."),
            entry=_("Before the pupil or the member of staff came here."),
        ),
    ),
    SettingSpec(
        "privacy_declaration",
        Kind.CHOICE,
        "friends_only",
        _("What staff say about their privacy settings."),
        "friends",
        ("L8",),
        _choices(
            friends_only=_("Only friends can see my posts."),
            highest=_("My settings are the highest there are, and I approve posts about me."),
            reviewed=_("I have checked my settings."),
            set=_("I have set my privacy settings."),
            strictest=_("My settings are the strictest there are."),
        ),
    ),
)

_ONLINE = (
    SettingSpec(
        "official_account",
        Kind.CHOICE,
        "head_or_deputy",
        _("Who answers for an official account."),
        "online",
        ("W16", "L9", "M11", "C2"),
        _choices(
            head_or_deputy=_("The headteacher or a deputy approves it."),
            senior_oversight=_("A senior leader watches over it."),
            executive_head=_("The executive headteacher approves it."),
            headteacher=_("The headteacher runs it."),
        ),
    ),
    SettingSpec(
        "pictures_of_others",
        Kind.CHOICE,
        "their_parents",
        _("Pictures of other people's children."),
        "online",
        ("W3", "O6", "C9", "M12"),
        _choices(
            their_parents=_("Only if their parents say yes."),
            none_from_events=_("None from school events."),
            consent=_("Only with written consent."),
            anyone=_("Only if each person in it says yes."),
        ),
    ),
    SettingSpec(
        "off_site_tests",
        Kind.CHOICE,
        "three_tests",
        _("When the school acts on what happens off site."),
        "online",
        ("L16", "M25"),
        _choices(
            three_tests=_("It affects the running of the school, threatens somebody, or harms its good name."),
            identifiable=_("It harms another child, or the child can be known as ours, or it harms our good name."),
        ),
    ),
    SettingSpec(
        "takedown_hours",
        Kind.NUMBER,
        24,
        _("Within how many hours staff take a post down when asked."),
        "online",
        ("L3",),
        low=1,
        high=240,
        cheap=True,
    ),
)

_FAMILIES = (
    SettingSpec(
        "each_carer_signs",
        Kind.YES_NO,
        False,
        _("Each carer of a child signs, not only one."),
        "families",
        ("C3",),
        cheap=True,
    ),
    SettingSpec(
        "family_second_check",
        Kind.YES_NO,
        False,
        _("The family form asks for a child's birth day and month first."),
        "families",
        (),
        cheap=True,
    ),
    SettingSpec(
        "pupils_may_report",
        Kind.YES_NO,
        False,
        _("Pupils may report a concern by themselves."),
        "families",
        (),
        cheap=True,
    ),
)

_HOURS = (
    SettingSpec("opens_at", Kind.TIME, "08:00", _("When the school opens."), "hours", (), cheap=True),
    SettingSpec("closes_at", Kind.TIME, "16:00", _("When the school closes."), "hours", (), cheap=True),
    SettingSpec(
        "looks_on",
        Kind.CHOICE,
        "school_days",
        _("On which days somebody looks at what came in."),
        "hours",
        (),
        _choices(
            school_days=_("On school days."),
            working_days=_("On every working day, in the holidays too."),
        ),
        cheap=True,
    ),
    SettingSpec(
        "first_look_minutes",
        Kind.NUMBER,
        60,
        _("Within how many minutes somebody first opens a concern."),
        "hours",
        (),
        low=10,
        high=2880,
        cheap=True,
    ),
)

_CONTACTS = (
    SettingSpec(
        "lado_contact",
        Kind.TEXT,
        "",
        _("How to reach the local authority's officer (LADO)."),
        "contacts",
        (),
        high=300,
        may_be_empty=True,
        cheap=True,
    ),
    SettingSpec(
        "childrens_services",
        Kind.TEXT,
        "",
        _("How to reach children's services."),
        "contacts",
        (),
        high=300,
        may_be_empty=True,
        cheap=True,
    ),
    SettingSpec(
        "complaints_procedure",
        Kind.TEXT,
        "",
        _("Where the complaints procedure is."),
        "contacts",
        ("W15", "C4", "M20"),
        high=300,
        may_be_empty=True,
        cheap=True,
    ),
    SettingSpec(
        "whistleblowing_procedure",
        Kind.TEXT,
        "",
        _("Where the whistleblowing procedure is."),
        "contacts",
        ("M20",),
        high=300,
        may_be_empty=True,
        cheap=True,
    ),
)

GROUPS: dict[str, Any] = {
    "review": _("Reviews and approvals"),
    "routes": _("Who hears of what"),
    "friends": _("Online friends"),
    "online": _("Accounts, pictures and posts"),
    "families": _("Families"),
    "hours": _("Hours"),
    "contacts": _("Contacts"),
}

SETTINGS: dict[str, SettingSpec] = {
    spec.key: spec for spec in (*_REVIEW, *_ROUTES, *_FRIENDS, *_ONLINE, *_FAMILIES, *_HOURS, *_CONTACTS)
}
