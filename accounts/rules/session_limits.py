"""How long a session lasts: a limit for doing nothing and one for the whole, kept on the server beside the session.

A cookie alone proves nothing here: when a session began and when it was last used stands in the session's own row, and
is read on the project's one clock.
"""

import datetime as dt
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

LIMITS = "sitting"
# Set before a sign-in that opens a short session; the sign-in takes it away.
SHORT_NEXT = "short_sitting_next"
# Noted at most this often, so that reading pages is not writing to the database.
NOTED_EVERY = dt.timedelta(minutes=1)


class Over(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """One session: when it began, when it was last used, on what kind of device, and whether it is a short one."""

    began: dt.datetime
    seen: dt.datetime
    device: str
    short: bool

    @property
    def idle_minutes(self) -> int:
        """After how many minutes without a page it ends."""
        return int(settings.SHORT_SESSION_IDLE_MINUTES if self.short else settings.SESSION_IDLE_MINUTES)

    @property
    def whole_minutes(self) -> int:
        """After how many minutes it ends in any case."""
        return int(settings.SHORT_SESSION_MINUTES if self.short else settings.SESSION_HOURS * 60)

    def over(self, now: dt.datetime) -> Over | None:
        """Say why it is over at ``now``, or None while it goes on."""
        if now - self.began >= dt.timedelta(minutes=self.whole_minutes):
            return Over.WHOLE
        if now - self.seen >= dt.timedelta(minutes=self.idle_minutes):
            return Over.IDLE
        return None


def begin(session: MutableMapping[str, Any], *, now: dt.datetime, device: str = "", short: bool = False) -> None:
    """Write down that a session begins. ``short``: on a machine that others wait for."""
    moment = now.isoformat()
    session[LIMITS] = {"began": moment, "seen": moment, "device": device or device_words(""), "short": short}


def touch(session: MutableMapping[str, Any], now: dt.datetime) -> None:
    """Write down that a session is in use; at most once a minute."""
    limits = read(session)
    if limits is not None and now - limits.seen >= NOTED_EVERY:
        session[LIMITS] = {**session[LIMITS], "seen": now.isoformat()}


def read(session: Mapping[str, Any]) -> SessionLimits | None:
    """Return the limits that stand in a session's data, or None where none is written down."""
    kept = session.get(LIMITS)
    if not kept:
        return None
    moment = dt.datetime.fromisoformat
    return SessionLimits(moment(kept["began"]), moment(kept["seen"]), str(kept["device"]), bool(kept["short"]))


_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox/|FxiOS"),
    ("Chrome", r"Chrome/|CriOS|Chromium"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Android", r"Android"),
    ("Chromebook", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS"),
    ("Linux", r"Linux"),
)


def device_words(agent: str) -> str:
    """Return a browser's own description as a few words ("Chrome on Windows"): nothing that tells one from another."""
    browser = next((words for words, mark in _BROWSERS if re.search(mark, agent)), "")
    system = next((words for words, mark in _SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device we cannot name")
