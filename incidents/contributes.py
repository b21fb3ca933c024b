"""What incidents contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb, WitnessedRecord
from core.contributions.messages import CONFIDENTIAL, CheckBeforeSending, Kind, ValueType
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.people import KeyRoleLines, PeopleListener
from core.contributions.reminders import TimeAllowed
from core.contributions.roles import PermissionSpec
from core.contributions.settings import SettingGroup, SettingKind, SettingSpec, choices
from core.contributions.tasks import Runs, ScheduledTask
from core.text.words import Words
from incidents.models.record import CaseEntry, Closing, Message
from incidents.models.reports import Report
from incidents.queries import before_sending, deadlines, inbox, next_in_line
from incidents.services import handover
from incidents.states.deadlines import DEADLINE_KINDS, REMINDER_SCHEDULES
from incidents.states.workflow import CASE, Permission
from people.states.roles import Role

# Facts hold references and state words, never a name or a word of a report.
VERBS = (
    Verb("case.opened", _("A report came in as {reference}")),
    Verb("case.looked", _("{actor} opened {reference}")),
    Verb("case.taken", _("{actor} took {reference}")),
    Verb("case.taken_over", _("{actor} took {reference} over")),
    Verb("case.passed_on", _("{actor} passed {reference} on")),
    Verb("case.waits", _("{actor} set {reference} to wait until {until}")),
    Verb("case.goes_on", _("{actor} took {reference} up again")),
    Verb("case.entry", _("{actor} added to the record of {reference}")),
    Verb("case.corrected", _("{actor} corrected an entry of {reference}")),
    Verb("case.party", _("{actor} named a person of {reference}: {capacity}")),
    Verb("case.cover_ended", _("{reference} is no longer shown to somebody who covered")),
    Verb("case.reader", _("{reference} was shown to one more person")),
    Verb("case.told_reporter", _("{actor} wrote to the reporter of {reference}")),
    Verb("case.reporter_wrote", _("The reporter of {reference} wrote")),
    Verb("case.close_asked", _("{actor} asked a second person to close {reference}")),
    Verb("case.closed", _("{actor} closed {reference}: {outcome}")),
    Verb("case.reopened", _("{actor} opened {reference} again")),
)

_ONE_OF = _("The person who reports it chooses: line manager, safeguarding lead or headteacher.")
_HEAD = _("The headteacher hears of it.")
_SENIOR_TOO = _("The headteacher and the senior leaders hear of it.")


def _route_choice(key: str, default: str, sentence: Words, codes: tuple[str, ...], **options: Words) -> SettingSpec:
    return SettingSpec(key, SettingKind.CHOICE, default, sentence, "routes", codes, choices(**options))


def _answer_time(key: str, default: int, sentence: Words, low: int, high: int) -> SettingSpec:
    return SettingSpec(key, SettingKind.NUMBER, default, sentence, "answers", (), low=low, high=high)


def _contact(key: str, sentence: Words, *codes: str) -> SettingSpec:
    return SettingSpec(
        key, SettingKind.TEXT, "", sentence, "contacts", codes, high=300, may_be_empty=True, asked_for=True
    )


SETTINGS = (
    SettingGroup("routes", _("Who hears of what"), 20, own_page=True),
    SettingGroup("answers", _("Answer times"), 70),
    SettingGroup("start", _("Words for the start page"), 80),
    SettingGroup("contacts", _("Contacts"), 90),
    _route_choice(
        "friend_attempt_by_child",
        "dsl",
        _("A child tries to befriend staff."),
        ("W6", "C7", "M9"),
        dsl=_("The safeguarding lead and deputies hear of it."),
        headteacher=_HEAD,
        one_of=_ONE_OF,
    ),
    _route_choice(
        "friend_attempt_by_parent",
        "headteacher",
        _("A parent tries to befriend staff."),
        ("W6", "M9"),
        headteacher=_HEAD,
        one_of=_ONE_OF,
    ),
    _route_choice(
        "friend_attempt_by_staff",
        "headteacher",
        _("Staff try to befriend a child or parent."),
        ("W12", "C7", "L21"),
        headteacher=_HEAD,
        senior_leadership=_SENIOR_TOO,
        disciplinary=_("The headteacher hears of it, under the disciplinary procedure."),
    ),
    _route_choice(
        "staff_misuse",
        "headteacher",
        _("Staff misuse social media."),
        ("L21", "O4", "M6"),
        headteacher=_HEAD,
        senior_leadership=_SENIOR_TOO,
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
    _route_choice(
        "support_contact",
        "headteacher",
        _("A family asks for help with a child online."),
        ("O9",),
        headteacher=_HEAD,
        dsl=_("The safeguarding lead and deputies hear of it."),
        senior_leadership=_("The senior leaders hear of it."),
    ),
    _answer_time("first_look_minutes", 60, _("Within how many minutes somebody first opens a concern."), 10, 2880),
    _answer_time(
        "answer_week_days", 5, _("Within how many school days the school answers what can wait some days."), 1, 20
    ),
    _answer_time(
        "answer_info_days", 10, _("Within how many school days the school answers what is for information."), 1, 40
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
    _contact("lado_contact", _("How to reach the local authority's officer (LADO).")),
    _contact("childrens_services", _("How to reach children's services.")),
    _contact("complaints_procedure", _("Where the complaints procedure is."), "W15", "C4", "M20"),
    _contact("whistleblowing_procedure", _("Where the whistleblowing procedure is."), "M20"),
)

MESSAGES = (
    Kind(
        "concern_alert",
        _("New item"),
        _("because you are named to look at new items"),
        confidentialities=CONFIDENTIAL,
        urgent=True,
        needs={"reference": ValueType.REFERENCE, "at": ValueType.MOMENT},
        may={"next_at": ValueType.MOMENT, "today": ValueType.FLAG},
        reasons={
            "first": _("because you are named to look at new items"),
            "next_in_line": _("because you are next in line and nobody has opened it"),
            "silent": _("because you are next in line and nobody has opened it"),
            "passed": _("because a colleague passed it to you"),
            "cover": _("because you are covering for a colleague"),
            "post": _("because it comes with a post that you hold now, or you are next in line"),
            "also": _("because your school asks you to look at items like this too"),
        },
    ),
    Kind("concern_raised", _("Concern raised"), _("because you manage who raised it"), confidentialities=CONFIDENTIAL),
    Kind(
        "case_news",
        _("News about an item"),
        _("because you hold this item"),
        confidentialities=CONFIDENTIAL,
        urgent=True,
        needs={"reference": ValueType.REFERENCE},
        reasons={
            "reporter_answered": _("because you hold this item and a message came in"),
            "added": _("because you were added to this item"),
            "due": _("because the next step that you set is due"),
        },
    ),
    Kind(
        "reporter_message",
        _("Message to somebody outside"),
        _("because you gave us this address when you wrote to us"),
        any_hour=True,
        is_hidden=True,
        confidentialities=CONFIDENTIAL,
    ),
    *REMINDER_SCHEDULES,
    *DEADLINE_KINDS,
)

PERMISSIONS = (
    PermissionSpec(
        Permission.CASE_RECEIVE,
        _("receive concerns"),
        (
            Role.HEADTEACHER,
            Role.DSL,
            Role.DEPUTY_DSL,
            Role.CHAIR,
            Role.EXECUTIVE_HEAD,
            Role.TRUST_SAFEGUARDING,
            Role.NAMED_OFFICER,
        ),
        is_sensitive=True,
        hears=True,
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    CASE,
    *PERMISSIONS,
    *SETTINGS,
    *MESSAGES,
    *(WitnessedRecord(model.seal_label, model.digest_of) for model in (Report, CaseEntry, Message, Closing)),
    PeopleListener("incidents", handover.on_people_changed),
    KeyRoleLines("incidents", next_in_line.lines),
    HomeSource("incidents", _("Concerns"), 30, todo=inbox.todo_for),
    MenuEntry("incidents:inbox", _("Concerns"), 20, Permission.CASE_RECEIVE, count=inbox.nav_count),
    MenuEntry("incidents:concern", _("Report a concern"), 90),
    DeadlineSource("incidents", deadlines.deadlines_for),
    ScheduledTask("incidents.first_look_run", Runs.EACH_MINUTE),
    CheckBeforeSending("incidents.recipients", before_sending.KINDS, before_sending.not_recipients),
    TimeAllowed("first_response", deadlines.first_look_words),
)
