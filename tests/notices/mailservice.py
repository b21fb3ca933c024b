"""A stand-in for a mail service abroad: its address takes our calls on loopback and answers as the service documents.

Only the far end is ours. The library that speaks to it, the network and everything on our side are the real ones.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from django.test import Client

from schoolsocial import mail_services

HOOK = "/mail/hooks/postmark/"
ADDRESS = "person0@families.example"
SECRET = "hooks:" + "s3cret" * 6
SIGNING_KEY = "key-of-the-service"
KEYS = {
    "postmark": "SERVER_TOKEN=token-1 API_URL={url}",
    "mailgun": f"API_KEY=key-1 WEBHOOK_SIGNING_KEY={SIGNING_KEY} SENDER_DOMAIN=mg.school.example API_URL={{url}}",
    "brevo": "API_KEY=key-1 API_URL={url}",
    "sparkpost": "API_KEY=key-1 API_URL={url}",
}


class MailService:
    """Keeps what it was given in ``calls``; ``answer`` is what it says to each, ``silent`` lets a caller wait."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.answer: tuple[int, Any] | None = None
        self.silent = threading.Event()
        self.silent.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.silent.wait(20)
                status, said = service._hear(self.path, dict(self.headers), body)
                reply = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *args: Any) -> None:
                """Stay quiet."""

        return Handler

    def _hear(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        name = str(uuid4())
        if "json" in headers.get("Content-Type", ""):
            told = json.loads(body)
            said: Any = {"ErrorCode": 0, "Message": "OK", "MessageID": name, "messageId": f"<{name}@brevo.example>"}
            said |= {"To": told.get("To"), "SubmittedAt": "2026-09-07T07:14:00Z"}
        else:
            told = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            said = {"id": f"<{name}@mg.school.example>", "message": "Queued. Thank you."}
        self.calls.append({"path": path, "headers": headers, "told": told, "name": said.get("id") or name})
        return self.answer or (200, said)

    def stop(self) -> None:
        """Stop listening, and let go whoever still waits."""
        self.silent.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def use(settings: Any, provider: str, url: str = "http://127.0.0.1:9/") -> None:
    """Choose a mail service as the environment would."""
    secret = "" if mail_services.SERVICES[provider].proof else SECRET
    values, faults = mail_services.read(provider, KEYS[provider].format(url=url), secret)
    assert faults == []
    for name, value in (values | {"EMAIL_PROVIDER": provider}).items():
        setattr(settings, name, value)


def call(path: str, told: Any, **headers: str) -> int:
    """Call as a mail service does, from outside and without a form's token; returns the status."""
    body = told if isinstance(told, (str, bytes)) else json.dumps(told)
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    return client.post(path, body, content_type="application/json", **headers).status_code  # type: ignore[arg-type]


def returns(house: Any) -> list[tuple[Any, ...]]:
    """Return what has been written down of mail that came back."""
    from notices.models import Bounce

    rows = Bounce.objects.for_school(house.school).order_by("at", "bounce_type")
    return list(rows.values_list("bounce_type", "code", "event_id", "address_hash", "resolved_at"))


def basic(secret: str = SECRET) -> dict[str, str]:
    """Return the header by which a service without signatures shows who it is."""
    return {"HTTP_AUTHORIZATION": "Basic " + b64encode(secret.encode()).decode()}


def postmark_event(message: str, kind: str = "HardBounce", **changes: Any) -> dict[str, Any]:
    """Return what Postmark posts about a message that came back."""
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    told = {"RecordType": record, "ID": 692560173, "Type": kind, "TypeCode": 1, "MessageID": message}
    told |= {"Description": "The server was unable to deliver your message", "Details": "smtp;550 5.1.1 Ada Bell"}
    told |= {"Email": "person0@families.example", "BouncedAt": "2026-09-07T07:14:30Z", "Metadata": {}}
    return told | changes


def mailgun_event(message: str, *, token: str = "t" * 50, key: str = SIGNING_KEY, **changes: Any) -> dict[str, Any]:
    """Return what Mailgun posts, signed with ``key``."""
    stamp = "1788765270"
    data = {"event": "failed", "severity": "permanent", "reason": "bounce", "timestamp": 1788765270.5}
    data |= {"recipient": "person0@families.example", "message": {"headers": {"message-id": message.strip("<>")}}}
    data |= {"delivery-status": {"code": 550, "message": "no such user"}, "id": "x"}
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"token": token, "timestamp": stamp, "signature": signature}, "event-data": data | changes}
