"""Hours and contacts."""

from django.utils.translation import gettext_lazy as _

from people.states.settings.spec import Kind, SettingSpec, choices

HOURS = (
    SettingSpec("opens_at", Kind.TIME, "08:00", _("When the school opens."), "hours", ()),
    SettingSpec("closes_at", Kind.TIME, "16:00", _("When the school closes."), "hours", ()),
    SettingSpec(
        "looks_on",
        Kind.CHOICE,
        "school_days",
        _("On which days somebody looks at what came in."),
        "hours",
        (),
        choices(
            school_days=_("On school days."),
            working_days=_("On every working day, in the holidays too."),
        ),
    ),
)

ANSWERS = (
    SettingSpec(
        "first_look_minutes",
        Kind.NUMBER,
        60,
        _("Within how many minutes somebody first opens a concern."),
        "answers",
        (),
        low=10,
        high=2880,
    ),
    SettingSpec(
        "answer_week_days",
        Kind.NUMBER,
        5,
        _("Within how many school days the school answers what can wait some days."),
        "answers",
        (),
        low=1,
        high=20,
    ),
    SettingSpec(
        "answer_info_days",
        Kind.NUMBER,
        10,
        _("Within how many school days the school answers what is for information."),
        "answers",
        (),
        low=1,
        high=40,
    ),
)

# What the law asks at least is the lowest number: a school may keep longer, never shorter (safeguarding.md, Retention).
KEEP = (
    SettingSpec(
        "keep_child_until_age",
        Kind.NUMBER,
        25,
        _("Until which age of the child a concern about a child is kept."),
        "keep",
        (),
        low=25,
        high=100,
    ),
    SettingSpec(
        "keep_allegation_years",
        Kind.NUMBER,
        10,
        _("For how many years an allegation about an adult is kept, or to pension age if that is longer."),
        "keep",
        (),
        low=10,
        high=80,
    ),
    SettingSpec(
        "keep_other_years", Kind.NUMBER, 6, _("For how many years any other case is kept."), "keep", (), low=1, high=50
    ),
    SettingSpec(
        "keep_signature_years",
        Kind.NUMBER,
        6,
        _("For how many years a signature is kept after the person has left."),
        "keep",
        (),
        low=1,
        high=50,
    ),
    SettingSpec(
        "keep_disclosure_years",
        Kind.NUMBER,
        6,
        _("For how many years a disclosure is kept after the person has left."),
        "keep",
        (),
        low=1,
        high=50,
    ),
)

START = (
    SettingSpec(
        "start_words",
        Kind.TEXT,
        "",
        _("The school's own words on the page where a report begins."),
        "start",
        (),
        high=600,
        may_be_empty=True,
    ),
)

CONTACTS = (
    SettingSpec(
        "lado_contact",
        Kind.TEXT,
        "",
        _("How to reach the local authority's officer (LADO)."),
        "contacts",
        (),
        high=300,
        may_be_empty=True,
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
    ),
)
