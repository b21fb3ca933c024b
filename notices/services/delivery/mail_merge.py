"""Mail merge: what many messages share is rendered once a batch, what differs is filled in.

To a whole school the same words go out under other addresses, each with its own private link. Rendering them anew for
each reader took most of the time of a worker.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from uuid import UUID

from django.template import TemplateDoesNotExist, TemplateSyntaxError

from notices.models import Notice
from notices.rendering import (
    ADDRESS_LENGTH,
    DigestItem,
    MailMessage,
    Rendered,
    SenderDetails,
    ValueMissing,
    message,
    render,
    render_digest,
    render_item,
    sender_details,
    values,
    why_sent,
    with_url,
)
from notices.services.links import Link, address_of

RENDER_ERRORS = (ValueMissing, TemplateDoesNotExist, TemplateSyntaxError, KeyError, ValueError, TypeError)
"""What a wrong template or value raises. One message of a batch must not stop the others: the office sees it failed."""

_TOKEN = secrets.token_urlsafe(32)
"""A placeholder for the token of a private link; as long as a real one, and nobody can write it into a title."""
_TO, _NAME, _DATE = f"{_TOKEN}@to.invalid", f"<{_TOKEN}@id>", f"{_TOKEN} date"
_WORD = r"[A-Za-z0-9_+-]+"
_NAME_IN_NET = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_NAME_IN_NET}\.)+[A-Za-z]{{2,63}}")
"""Addresses that stand in a header as they are. All others go the longer way, through the library."""


def _is_plain(to: str) -> bool:
    return len(to) <= ADDRESS_LENGTH and _PLAIN.fullmatch(to) is not None


@dataclass(frozen=True, slots=True)
class _Template:
    """One message to many: its words with placeholders, and its bytes cut at each (None: build them anew)."""

    rendered: Rendered
    placeholder: str
    mail: MailMessage
    pieces: list[bytes] | None


def _pieces(mail: MailMessage, rendered: Rendered, placeholder: str) -> list[bytes] | None:
    """Return the bytes of a message cut at its placeholders, or None when an encoding has hidden one of them."""
    raw: bytes = mail.message().as_bytes(linesep="\r\n")
    wanted = dict.fromkeys((_TO, _NAME, _DATE), 1)
    if placeholder:
        wanted[placeholder] = rendered.text.count(placeholder) + rendered.html.count(placeholder)
    if any(raw.count(text.encode()) != often for text, often in wanted.items()):
        return None
    return re.split(b"(" + b"|".join(re.escape(text.encode()) for text in wanted) + b")", raw)


class MailMerge:
    """Renders the messages of one batch, of which the addresses and the fresh private links are known."""

    def __init__(self, now: dt.datetime, addresses: Mapping[UUID, str], links: Mapping[UUID, Link]) -> None:
        self._addresses, self._links = addresses, links
        self._now, self._date = now, format_datetime(now)
        self._senders: dict[UUID, SenderDetails] = {}
        self._templates: dict[tuple[Hashable, ...], _Template] = {}
        self._items: dict[tuple[Hashable, ...], tuple[DigestItem, str]] = {}

    def single(self, notice: Notice) -> tuple[Rendered, MailMessage]:
        """Return the words of one notice and its envelope. Raises one of ``RENDER_ERRORS``."""
        key, link, to = self._key(notice), self._links.get(notice.pk), self._addresses[notice.pk]
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._template(notice)
        rendered = with_url(template.rendered, template.placeholder, link.url) if link else template.rendered
        if template.pieces is None or not _is_plain(to):
            return rendered, self._envelope(notice, rendered, to)
        filled = {_TO: to, _NAME: notice.message_id, _DATE: self._date}
        if link:
            filled[template.placeholder] = link.url
        known = {old.encode(): new.encode() for old, new in filled.items()}
        raw = b"".join([known.get(piece, piece) for piece in template.pieces])
        headers = {"Message-ID": notice.message_id, "Date": self._date}
        return rendered, template.mail.copy_for(rendered, to=to, headers=headers, raw=raw)

    def item(self, notice: Notice) -> DigestItem:
        """Return what a digest says of one notice. Raises one of ``RENDER_ERRORS``."""
        key, link = self._key(notice), self._links.get(notice.pk)
        if key not in self._items:
            sender = self._sender(notice)
            url = self._placeholder_url(notice)
            item = render_item(
                notice.kind,
                sender,
                values(notice.spec, notice.context, sender, self._now),
                button_url=url or self._page(notice, sender),
                why=why_sent(notice.spec, notice.reason),
            )
            self._items[key] = (item, url)
        item, url = self._items[key]
        return item.with_url(url, link.url) if link else item

    def digest(self, leader: Notice, items: Mapping[UUID, DigestItem]) -> tuple[Rendered, MailMessage]:
        """Return one message out of several items. Raises one of ``RENDER_ERRORS``."""
        to = self._addresses[leader.pk]
        rendered = render_digest(list(items.values()), self._sender(leader))
        mail = self._envelope(leader, rendered, to)
        if _is_plain(to):
            mail.raw = mail.message().as_bytes(linesep="\r\n")
        return rendered, mail

    def _sender(self, notice: Notice) -> SenderDetails:
        if notice.school_id not in self._senders:
            self._senders[notice.school_id] = sender_details(notice.school)
        return self._senders[notice.school_id]

    @staticmethod
    def _key(notice: Notice) -> tuple[Hashable, ...]:
        """Return all on which the words depend; of a private link, that there is one."""
        shown = {name: value for name, value in notice.context.items() if name != "link"}
        purpose = notice.context["link"]["purpose"] if notice.context.get("link") else ""
        return notice.school_id, notice.kind, notice.reason, purpose, json.dumps(shown, sort_keys=True)

    @staticmethod
    def _page(notice: Notice, sender: SenderDetails) -> str:
        return sender.base_url + notice.context["page"] if "page" in notice.context else sender.home

    @staticmethod
    def _placeholder_url(notice: Notice) -> str:
        wanted = notice.context.get("link")
        return address_of(wanted["purpose"], _TOKEN) if wanted else ""

    def _template(self, notice: Notice) -> _Template:
        sender, placeholder = self._sender(notice), self._placeholder_url(notice)
        shown = values(notice.spec, notice.context, sender, self._now)
        url = placeholder or self._page(notice, sender)
        rendered = render(notice.kind, sender, shown, button_url=url, why=why_sent(notice.spec, notice.reason))
        mail = message(rendered, sender, to=_TO, message_id=_NAME, now=self._now)
        mail.extra_headers["Date"] = _DATE
        return _Template(rendered, placeholder, mail, _pieces(mail, rendered, placeholder))

    def _envelope(self, notice: Notice, rendered: Rendered, to: str) -> MailMessage:
        return message(rendered, self._sender(notice), to=to, message_id=notice.message_id, now=self._now)
