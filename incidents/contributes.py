"""What incidents contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.people import KeyRoleLines, PeopleListener
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from incidents import queries, services
from incidents.models import WITNESSED
from incidents.verbs import VERBS
from people.states import Permission

_ONE_OF = _("The person who reports it chooses: line manager, safeguarding lead or headteacher.")
_HEAD = _("The headteacher hears of it.")
_SENIOR_TOO = _("The headteacher and the senior leaders hear of it.")

SETTINGS = (
    SettingGroup("routes", _("Who hears of what"), 20, own_page=True),
    SettingGroup("answers", _("Answer times"), 70),
    SettingGroup("start", _("Words for the start page"), 80),
    SettingGroup("contacts", _("Contacts"), 90),
    SettingSpec(
        "friend_attempt_by_child",
        SettingKind.CHOICE,
        "dsl",
        _("A child tries to befriend staff."),
        "routes",
        ("W6", "C7", "M9"),
        choices(dsl=_("The safeguarding lead and deputies hear of it."), headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_parent",
        SettingKind.CHOICE,
        "headteacher",
        _("A parent tries to befriend staff."),
        "routes",
        ("W6", "M9"),
        choices(headteacher=_HEAD, one_of=_ONE_OF),
    ),
    SettingSpec(
        "friend_attempt_by_staff",
        SettingKind.CHOICE,
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
        SettingKind.CHOICE,
        "headteacher",
        _("Staff misuse social media."),
        "routes",
        ("L21", "O4", "M6"),
        choices(headteacher=_HEAD, senior_leadership=_SENIOR_TOO),
    ),
    SettingSpec(
        "parent_post",
        SettingKind.SEVERAL,
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
        "safeguarding_also",
        SettingKind.SEVERAL,
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
        SettingKind.YES_NO,
        False,
        _("The line manager is told when a colleague reports a post about the school."),
        "routes",
        ("L11",),
    ),
    SettingSpec(
        "support_contact",
        SettingKind.CHOICE,
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
        "first_look_minutes",
        SettingKind.NUMBER,
        60,
        _("Within how many minutes somebody first opens a concern."),
        "answers",
        (),
        low=10,
        high=2880,
    ),
    SettingSpec(
        "answer_week_days",
        SettingKind.NUMBER,
        5,
        _("Within how many school days the school answers what can wait some days."),
        "answers",
        (),
        low=1,
        high=20,
    ),
    SettingSpec(
        "answer_info_days",
        SettingKind.NUMBER,
        10,
        _("Within how many school days the school answers what is for information."),
        "answers",
        (),
        low=1,
        high=40,
    ),
    SettingSpec(
        "start_words",
        SettingKind.TEXT,
        "",
        _("The school's own words on the page where a report begins."),
        "start",
        (),
        high=600,
        may_be_empty=True,
    ),
    SettingSpec(
        "lado_contact",
        SettingKind.TEXT,
        "",
        _("How to reach the local authority's officer (LADO)."),
        "contacts",
        (),
        high=300,
        may_be_empty=True,
        asked_for=True,
    ),
    SettingSpec(
        "childrens_services",
        SettingKind.TEXT,
        "",
        _("How to reach children's services."),
        "contacts",
        (),
        high=300,
        may_be_empty=True,
        asked_for=True,
    ),
    SettingSpec(
        "complaints_procedure",
        SettingKind.TEXT,
        "",
        _("Where the complaints procedure is."),
        "contacts",
        ("W15", "C4", "M20"),
        high=300,
        may_be_empty=True,
        asked_for=True,
    ),
    SettingSpec(
        "whistleblowing_procedure",
        SettingKind.TEXT,
        "",
        _("Where the whistleblowing procedure is."),
        "contacts",
        ("M20",),
        high=300,
        may_be_empty=True,
        asked_for=True,
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    *SETTINGS,
    *(WitnessedRecord(model._meta.label_lower, model.digest_of) for model in WITNESSED),
    PeopleListener("incidents", services.on_people_changed),
    KeyRoleLines("incidents", queries.lines),
    HomeSource("incidents", _("Concerns"), 30, todo=queries.todo_for),
    MenuEntry("incidents:inbox", _("Concerns"), 20, Permission.CASE_RECEIVE, count=queries.nav_count),
    MenuEntry("incidents:concern", _("Report a concern"), 90),
    DeadlineSource("incidents", queries.running_for),
    ScheduledTask("incidents.first_look_tick", Runs.EACH_MINUTE),
)
