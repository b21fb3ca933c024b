"""Where schools differ: each difference is a setting with a default, its choices as sentences, and its obligations.

The default serves a school that says nothing. A value is a plain JSON value of the setting's kind.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.states.settings.daily import ANSWERS, CONTACTS, HOURS, KEEP, START
from people.states.settings.online import FAMILIES, FRIENDS, ONLINE
from people.states.settings.routes import REVIEW, ROUTES
from people.states.settings.spec import Choice, Kind, SettingSpec

__all__ = ["GROUPS", "SETTINGS", "Choice", "Kind", "SettingSpec"]

GROUPS: dict[str, Any] = {
    "review": _("Reviews and approvals"),
    "routes": _("Who hears of what"),
    "friends": _("Online friends"),
    "online": _("Accounts, pictures and posts"),
    "families": _("Families"),
    "hours": _("Hours"),
    "answers": _("Answer times"),
    "keep": _("How long we keep things"),
    "start": _("Words for the start page"),
    "contacts": _("Contacts"),
}

SETTINGS: dict[str, SettingSpec] = {
    spec.key: spec
    for spec in (
        *REVIEW,
        *ROUTES,
        *FRIENDS,
        *ONLINE,
        *FAMILIES,
        *HOURS,
        *ANSWERS,
        *KEEP,
        *START,
        *CONTACTS,
    )
}
