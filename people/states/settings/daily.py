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
    SettingSpec(
        "first_look_minutes",
        Kind.NUMBER,
        60,
        _("Within how many minutes somebody first opens a concern."),
        "hours",
        (),
        low=10,
        high=2880,
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
