"""Reviews, approvals, and who hears of what."""

from django.utils.translation import gettext_lazy as _

from people.states.roles import Role
from people.states.settings.spec import Kind, SettingSpec, choices

_ONE_OF = _("The person who reports it chooses: line manager, safeguarding lead or headteacher.")
_HEAD = _("The headteacher hears of it.")
_SENIOR_TOO = _("The headteacher and the senior leaders hear of it.")

REVIEW = (
    SettingSpec(
        "review_cycle_months",
        Kind.NUMBER,
        12,
        _("How many months pass between two reviews of a policy."),
        "review",
        ("W1", "L18", "M1"),
        low=1,
        high=60,
    ),
    SettingSpec(
        "review_named_by",
        Kind.CHOICE,
        "day",
        _("How the next review is named."),
        "review",
        ("L1", "C16"),
        choices(
            day=_("By a day, such as 12 March 2027."),
            month=_("By a month, such as March 2027."),
            term=_("By a term, such as Autumn 2027."),
        ),
    ),
    SettingSpec(
        "early_review_on",
        Kind.SEVERAL,
        ["concern", "guidance", "infrastructure"],
        _("What calls for an early review."),
        "review",
        ("M1",),
        choices(
            concern=_("A concern."),
            guidance=_("New guidance."),
            infrastructure=_("A change in the school's technology."),
        ),
        may_be_empty=True,
    ),
    SettingSpec(
        "approval_signers",
        Kind.SEVERAL,
        [Role.CHAIR.value, Role.HEADTEACHER.value],
        _("Who signs the approval of a policy."),
        "review",
        ("W1", "L18", "M2"),
        choices(
            chair=_("The chair of governors signs."),
            headteacher=_("The headteacher signs."),
            executive_head=_("The executive headteacher signs."),
        ),
    ),
    SettingSpec(
        "approval_every_holder",
        Kind.YES_NO,
        True,
        _("When two people share a role, each of them signs the approval."),
        "review",
        ("L18",),
    ),
)

ROUTES = (
    SettingSpec(
        "friend_attempt_by_child",
        Kind.CHOICE,
        "dsl",
        _("A child tries to befriend staff."),
        "routes",
        ("W6", "C7", "M9"),
        choices(dsl=_("The safeguarding lead and deputies hear of it."), headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_parent",
        Kind.CHOICE,
        "headteacher",
        _("A parent tries to befriend staff."),
        "routes",
        ("W6", "M9"),
        choices(headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_staff",
        Kind.CHOICE,
        "headteacher",
        _("Staff try to befriend a child or parent."),
        "routes",
        ("W12", "C7", "L21"),
        choices(
            headteacher=_HEAD,
            senior_leadership=_SENIOR_TOO,
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
        choices(headteacher=_HEAD, senior_leadership=_SENIOR_TOO),
    ),
    SettingSpec(
        "parent_post",
        Kind.SEVERAL,
        ["contact", "removal"],
        _("A parent posts about the school."),
        "routes",
        ("W9", "W11", "L15", "O7"),
        choices(
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
    ),
    SettingSpec(
        "safeguarding_also",
        Kind.SEVERAL,
        [],
        _("Who hears of a safeguarding concern beside the safeguarding lead and deputies."),
        "routes",
        ("L17", "M17"),
        choices(
            line_manager=_("The line manager is told that there is a concern, and no more."),
            named_persons=_("The trust's safeguarding lead and named officer read it."),
        ),
        may_be_empty=True,
    ),
    SettingSpec(
        "post_line_manager",
        Kind.YES_NO,
        False,
        _("The line manager is told when a colleague reports a post about the school."),
        "routes",
        ("L11",),
    ),
    SettingSpec(
        "support_contact",
        Kind.CHOICE,
        "headteacher",
        _("A family asks for help with a child online."),
        "routes",
        ("O9",),
        choices(
            headteacher=_HEAD,
            dsl=_("The safeguarding lead and deputies hear of it."),
            senior_leadership=_("The senior leaders hear of it."),
        ),
    ),
    SettingSpec(
        "questions_to",
        Kind.CHOICE,
        "headteacher",
        _("Who answers questions about a policy."),
        "routes",
        ("L4", "C18"),
        choices(
            headteacher=_("The headteacher answers."),
            senior_leadership=_("The senior leaders answer."),
            office=_("The school office answers."),
        ),
    ),
)
