"""A tiny browser for a portal that is being killed.

It keeps cookies, fills the page's own form, and says whether it was answered.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

BROKEN = (urllib.error.URLError, http.client.HTTPException, OSError)


@dataclass
class Page:
    """An answer: where it ended after redirects, and what it said."""

    status: int
    url: str
    text: str


@dataclass
class _Form(HTMLParser):
    """Collects the fields of the first form that posts and is not the menu's or the footer's."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = self._main = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._main = True
        if not self._main:
            return
        if tag == "form" and at.get("method", "").lower() == "post" and not self.fields:
            self._inside = True
        elif self._inside and tag == "input" and at.get("name"):
            if at.get("type") not in ("submit", "button", "radio") or "checked" in at:
                self.fields.append((at["name"], at.get("value", "on")))
        elif self._inside and tag == "textarea":
            self.fields.append((at["name"], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "main":
            self._main = False


class Browser:
    """One person's browser at ``base``, signed in by a session cookie if given."""

    def __init__(self, base: str, session: str = "") -> None:
        self.base = base
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        if session:
            self.opener.addheaders = [("Cookie", f"sessionid={session}")]
        self.session = session

    def _open(self, path: str, data: bytes | None = None) -> Page:
        url = path if path.startswith("http") else self.base + path
        cookies = "; ".join(
            [f"sessionid={self.session}"] * bool(self.session) + [f"{c.name}={c.value}" for c in self.jar]
        )
        request = urllib.request.Request(url, data=data, headers={"Referer": url})
        if cookies:
            request.add_unredirected_header("Cookie", cookies)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Page(answer.status, answer.geturl(), answer.read().decode())
        except urllib.error.HTTPError as error:
            return Page(error.code, url, error.read().decode(errors="replace"))

    def get(self, path: str) -> Page:
        """Open a page. Raises one of BROKEN when nobody answers."""
        return self._open(path)

    def submit(self, page: Page, **answers: str) -> Page:
        """Send the main form of ``page`` with every box ticked and these answers."""
        form = _Form()
        form.feed(page.text)
        fields = [(name, answers.get(name, value)) for name, value in form.fields]
        return self._open(page.url, urllib.parse.urlencode(fields).encode())

    def insist(self, path: str, done: str, tries: int = 400) -> Page:
        """Open ``path`` and send its form until the portal has answered with a page whose address holds ``done``."""
        import time

        for _ in range(tries):
            try:
                page = self.get(path)
                if page.status == 200 and done not in page.url:
                    page = self.submit(page)
                if page.status == 200 and done in page.url:
                    return page
            except BROKEN:
                pass
            time.sleep(0.1)  # a person presses again; the server may be dead at this moment
        raise AssertionError(f"{path} was never answered")
