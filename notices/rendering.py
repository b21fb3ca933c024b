"""From a notice to the words of an e-mail: the one wrapper through which every message is rendered and hashed.

A private module beside ``pdf.py``. Its template engine is its own: it knows no request, loads only ``templates/``, and
a name that has no value is an error, never an empty place in somebody's e-mail.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context, Engine
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.contributions.messages import MESSAGE_REASONS, Kind, ValueType
from core.text import dates
from core.text.words import Words
from schools.models.schools import School

PARTS = ("subject.txt", "txt", "html")
SUBJECT_LENGTH = 150
ADDRESS_LENGTH = 254
_SEASONS = {"autumn": _("autumn"), "spring": _("spring"), "summer": _("summer")}


class ValueMissing(Exception):
    """A template asked for a value that the notice does not have."""


class _MissingValue(str):
    """Django's hook for values that are missing, turned into an error."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise ValueMissing(str(name))


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words of one message, and the SHA-256 of all three parts."""

    subject: str
    text: str
    html: str
    digest: str
    version: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in the school's own time zone, as words."""

    day: str
    time: str


class Day(str):
    """A day as words. ``past``: it is over when the message leaves, so that nothing "is" due on it any more."""

    __slots__ = ("past",)
    past: bool

    @classmethod
    def of(cls, day: dt.date, today: dt.date) -> Day:
        """Return the words of a day."""
        words = cls(dates.day_words(day, today=today))
        words.past = day < today
        return words


@dataclass(frozen=True, slots=True)
class SenderDetails:
    """What every message says about its sender, already on one line each."""

    name: str
    phone: str
    hours: str
    email: str
    base_url: str
    home: str
    check: str
    zone: str


@functools.cache
def _engine() -> Engine:
    pack: dict[str, Any] = settings.TEMPLATES[0]
    dirs = [str(folder) for folder in pack["DIRS"]]
    return Engine(dirs=dirs, builtins=["django.templatetags.i18n"], string_if_invalid=_MissingValue("%s"))


def one_line(text: str, limit: int = 200) -> str:
    """Return ``text`` on one line without control, direction and other invisible characters, at most ``limit`` long."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(text)))
    clean = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    # What begins like a coded word of a header would be decoded, line breaks and all, by whoever reads it next.
    return " ".join(clean.replace("=?", "= ?").split())[:limit].strip()


def is_address(text: str) -> bool:
    """Say whether ``text`` is one plain e-mail address and nothing else: no second one, no name, no coded word."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return one_line(text, ADDRESS_LENGTH) == text


def sender_details(school: School | None) -> SenderDetails:
    """Gather what a message says about ``school``; None stands for the portal itself."""
    base = settings.PORTAL_BASE_URL.rstrip("/")
    if school is None:
        name = one_line(settings.PORTAL_NAME)
        return SenderDetails(name, "", "", "", base, f"{base}/", "", settings.TIME_ZONE)
    return SenderDetails(
        name=one_line(school.name, 120),
        phone=one_line(school.phone, 40),
        hours=one_line(school.office_hours, 80),
        email=one_line(school.public_email, 254),
        base_url=base,
        home=f"{base}/s/{school.slug}/",
        check=f"{base}/s/{school.slug}/mail/",
        zone=str(school.timezone),
    )


def values(kind: Kind, context: Mapping[str, object], sender: SenderDetails, now: dt.datetime) -> dict[str, object]:
    """Turn a notice's stored context into what its templates print. Raises ValueMissing for an absent one."""
    shown: dict[str, object] = {}
    with timezone.override(sender.zone):
        today = dates.local_day(now)
        for name, sort in {**kind.needs, **kind.may}.items():
            if name in context:
                shown[name] = _value(sort, context[name], today)
            elif name in kind.needs:
                raise ValueMissing(name)
            else:
                shown[name] = None
    return shown


def _policy(item: dict[str, str], today: dt.date) -> dict[str, object]:
    if not item.get("due"):
        return {"title": item["title"], "due": "", "past": False}
    day = dt.date.fromisoformat(item["due"])
    return {"title": item["title"], "due": dates.day_words(day, today=today), "past": day < today}


def _value(sort: ValueType, value: Any, today: dt.date) -> Any:
    if sort == ValueType.DAY:
        return Day.of(dt.date.fromisoformat(value), today)
    if sort == ValueType.MOMENT:
        moment = dt.datetime.fromisoformat(value)
        return Moment(dates.day_words(moment, today=today), dates.time_words(moment))
    if sort == ValueType.SEASON:
        return str(_SEASONS[value])
    if sort == ValueType.POLICIES:
        return [_policy(item, today) for item in value]
    return value


def reasons_of(kind: Kind) -> dict[str, Words]:
    """Return the answers to "why did I get this?" by code: those of the kind, and those that other apps add to it."""
    added = {reason.code: reason.words for reason in MESSAGE_REASONS.values() if reason.kind == kind.name}
    return {**kind.reasons, **added}


def why_sent(kind: Kind, reason: str) -> str:
    """Return the answer with this code; the code "" stands for the kind's own sentence."""
    return str(reasons_of(kind)[reason] if reason else kind.why)


def names_of(trio: str) -> tuple[str, str, str]:
    """Return the names of the three templates of a message."""
    subject, text, html = (f"emails/{trio}.{part}" for part in PARTS)
    return subject, text, html


def _version(*names: str) -> str:
    sources = (_engine().get_template(name).source for name in names)
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=None if not settings.DEBUG else 0)
def template_version(trio: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a trio and of the bases it extends.

    Raises TemplateDoesNotExist.
    """
    return _version(*names_of(trio), "emails/base.txt", "emails/base.html")


def _fill(name: str, context: Mapping[str, object], *, escape: bool) -> SafeString:
    return _engine().get_template(name).render(Context(context, autoescape=escape))


def _plain(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _rendered(subject: str, text: str, html: str, version: str) -> Rendered:
    digest = hashlib.sha256("\0".join((subject, text, html)).encode()).hexdigest()
    return Rendered(subject, text, html, digest, version)


def render(trio: str, sender: SenderDetails, context: Mapping[str, object], *, button_url: str, why: str) -> Rendered:
    """Render a trio. Raises ValueMissing, TemplateDoesNotExist or TemplateSyntaxError before anything is sent."""
    whole = {"sender": sender, "button_url": button_url, "why": why, **context}
    subject_name, text_name, html_name = names_of(trio)
    subject = one_line(_fill(subject_name, whole, escape=False), SUBJECT_LENGTH)
    text = _plain(_fill(text_name, whole, escape=False))
    html = re.sub(r"\n\s*\n+", "\n", _fill(html_name, whole, escape=True)).strip() + "\n"
    if not subject:
        raise ValueMissing("subject")
    return _rendered(subject, text, html, template_version(trio))


def with_url(rendered: Rendered, old: str, new: str) -> Rendered:
    """Return the same message with another address of a page, and the hash of what is really sent."""
    return _rendered(
        rendered.subject, rendered.text.replace(old, new), rendered.html.replace(old, new), rendered.version
    )


@dataclass(frozen=True, slots=True)
class DigestItem:
    """What a digest says of one notice: both parts, and the version of their templates."""

    text: str
    html: SafeString
    version: str

    def with_url(self, old: str, new: str) -> DigestItem:
        """Return the same item with another address of a page; ``new`` is one of ours and needs no escape."""
        return DigestItem(self.text.replace(old, new), SafeString(self.html.replace(old, new)), self.version)


def item_names(kind: str) -> tuple[str, str]:
    """Return the names of the templates of a kind's item in a digest."""
    return f"emails/items/{kind}.txt", f"emails/items/{kind}.html"


def render_item(
    kind: str, sender: SenderDetails, context: Mapping[str, object], *, button_url: str, why: str
) -> DigestItem:
    """Render one item of a digest. Raises as :func:`render`."""
    whole = {"sender": sender, "button_url": button_url, "why": why, **context}
    text_name, html_name = item_names(kind)
    text = re.sub(r"\n{2,}", "\n", _plain(_fill(text_name, whole, escape=False))).rstrip()
    html = _fill(html_name, whole, escape=True)
    return DigestItem(text, html, _version(text_name, html_name))


def render_digest(items: Sequence[DigestItem], sender: SenderDetails) -> Rendered:
    """Render one message out of several items. Raises as :func:`render`."""
    rendered = render("digest", sender, {"items": items, "count": len(items)}, button_url="", why="")
    versions = "\0".join([rendered.version, *sorted({item.version for item in items})])
    return replace(rendered, version=hashlib.sha256(versions.encode()).hexdigest()[:16])


class MailMessage(EmailMultiAlternatives):
    """A message in its envelope. ``raw``, where it is known, is what a mail server gets: it need not be built again.

    Only a message to one plain address has it (see ``mail_merge``).
    """

    raw: bytes | None = None

    def copy_for(self, rendered: Rendered, *, to: str, headers: dict[str, str], raw: bytes) -> MailMessage:
        """Return the same message to somebody else, of which the bytes are known."""
        mail = copy.copy(self)
        mail.to, mail.extra_headers, mail.raw = [to], {**self.extra_headers, **headers}, raw
        mail.body, mail.alternatives = rendered.text, []
        mail.attach_alternative(rendered.html, "text/html")
        return mail

    def message(self, **how: Any) -> Any:
        """Return what a mail server gets, as an object with ``as_bytes``."""
        return super().message(**how) if self.raw is None else RawMessage(self.raw)


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The bytes of a message, with lines that end as SMTP wants them."""

    raw: bytes

    def as_bytes(self, linesep: str = "\r\n") -> bytes:
        """Return them. Raises ValueError for any other line end."""
        if linesep != "\r\n":
            raise ValueError("a raw message has the line ends of SMTP")
        return self.raw


def message(
    rendered: Rendered,
    sender: SenderDetails,
    *,
    to: str,
    message_id: str,
    now: dt.datetime,
) -> MailMessage:
    """Put a rendered message into an envelope: from the school's name, answers to its office."""
    mail = MailMessage(
        subject=rendered.subject,
        body=rendered.text,
        from_email=formataddr((sender.name, settings.DEFAULT_FROM_EMAIL)),
        to=[to],
        reply_to=[sender.email] if is_address(sender.email) else None,
        headers={"Message-ID": message_id, "Date": format_datetime(now), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail
