"""What schools contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb
from core.contributions.settings import ChangeDescription, SettingGroup, SettingKind, SettingSpec, SettingsTodo, choices
from core.contributions.tasks import Runs, ScheduledTask
from schools.queries import changes, setting_pages

VERBS = (
    Verb("school.created", _("{actor} set the school up")),
    Verb("school.changed", _("{actor} changed the school's {field}")),
    Verb("setting.changed", _("{actor} changed the setting {key}")),
    Verb("terms.set", _("{actor} set the terms of {year}")),
    Verb("closed_days.set", _("{actor} set the closed days")),
    Verb("closed_days.added", _("{actor} added closed days")),
    Verb("closed_days.removed", _("{actor} removed closed days")),
)

SETTINGS = (
    SettingGroup("hours", _("Hours"), 60),
    SettingSpec("opens_at", SettingKind.TIME, "08:00", _("When the school opens."), "hours", ()),
    SettingSpec("closes_at", SettingKind.TIME, "16:00", _("When the school closes."), "hours", ()),
    SettingSpec(
        "looks_on",
        SettingKind.CHOICE,
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

CHANGES = (
    ChangeDescription("school.created", changes.describe_created),
    ChangeDescription("school.changed", changes.describe_details),
    ChangeDescription("setting.changed", changes.describe_setting),
    ChangeDescription("terms.set", changes.describe_terms),
    ChangeDescription("closed_days.set", changes.describe_closed_days),
    ChangeDescription("closed_days.added", changes.describe_closed_days),
    ChangeDescription("closed_days.removed", changes.describe_opened_days),
)

CONTRIBUTIONS = (
    *VERBS,
    *SETTINGS,
    *CHANGES,
    SettingsTodo("details", 10, setting_pages.details_left),
    SettingsTodo("terms", 30, setting_pages.terms_left),
    SettingsTodo("answers", 40, setting_pages.answers_left),
    ScheduledTask("schools.nightly", Runs.CRONTAB, minute="10", hour="1"),
)
