"""An anonymous reporter leaves no trace: nothing of a marked report rests in plain anywhere."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from django.db import connection

from incidents.models.reports import ReportDraft
from notices.services.delivery import sending
from tests.incidents.test_pages import ANSWERS, S, kept_on

STORY, AGENT, ADDRESS, ANSWER = "Heronstory", "Heronagent/1.0", "203.0.113.77", "Heronanswer"
MARKERS = (STORY, AGENT, ADDRESS, ANSWER)


@pytest.fixture
def everything_logged():
    """Return what every logger said, at the chattiest level."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


def everything_stored() -> dict[str, bytes]:
    """Return the whole content of every table, as bytes: text as it is, and binary columns decoded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            cells = [cell for row in cursor.fetchall() for cell in row]
            rows[table] = b"\0".join(bytes(c) if isinstance(c, (memoryview, bytes)) else str(c).encode() for c in cells)
    return rows


def assert_no_marker(where: dict[str, bytes], *more: str) -> None:
    for name, content in where.items():
        for marker in (*MARKERS, *more):
            assert marker.encode() not in content, (marker, name)


def test_a_marked_report_is_found_in_plain_nowhere(cast, client, everything_logged, tmp_path: Path, mailoutbox):
    marked = {
        "HTTP_USER_AGENT": AGENT,
        "REMOTE_ADDR": ADDRESS,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "HTTP_REFERER": f"https://{STORY}/",
    }
    for name, answers in ANSWERS.items():
        typed = {**answers, "story": STORY} if name == "story" else answers
        assert client.post(f"{S}q/{name}/", typed, **marked).status_code == 302
        assert_no_marker(everything_stored())
    assert client.post(f"{S}check/", **marked).status_code == 302
    reference, words = kept_on(client.get(f"{S}receipt/", **marked))
    assert client.post(f"{S}receipt/", **marked).status_code == 302
    assert ReportDraft.objects.for_school(cast.school).count() == 0
    typed = {"reference": reference, "secret": words}
    client.post(f"{S}mine/", {**typed, "secret": "Heronguess"}, **marked)
    assert client.post(f"{S}mine/", typed, **marked).status_code == 302
    assert client.post(f"{S}mine/messages/", {"body": ANSWER, "number": 1}, **marked).status_code == 302
    client.post(f"{S}leave/", **marked)
    sending.deliver()

    stored = everything_stored()
    token = client.cookies["sitting"].value or "no token"
    assert stored["incidents_report"]  # the report is there, sealed
    assert_no_marker(stored, words, words.upper(), token, "Heronguess")
    letters = "".join(str(m.subject) + str(m.body) + str(m.extra_headers) for m in mailoutbox)
    assert_no_marker({"log": everything_logged.getvalue().encode(), "letters": letters.encode()}, words)
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert_no_marker(files, words)
    assert not stored["django_session"]


def test_no_column_of_the_reporters_side_holds_a_moment(cast):
    from django.db import models

    from incidents.models.reports import Report

    moments = [f.name for f in Report._meta.get_fields() if isinstance(f, models.DateTimeField | models.TimeField)]
    assert moments == []
