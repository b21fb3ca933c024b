"""Sessions of an account, and what somebody sent when theirs had just ended."""

import datetime
import hmac
import json
from collections.abc import Mapping
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from accounts.models import KeptForm
from core import clock
from core.db.transactions import unit_of_work
from core.sealing.fields import destroy
from people.models.accounts import User
from people.queries.acting import Actor

MOST_KEPT = 100_000
"""Letters of a form that is kept; longer ones are not."""
KEPT_DAYS = 7


def session_handle(session_key: str) -> str:
    """Return by what a page names a session: it tells nothing of the key that opens it."""
    return salted_hmac("session", session_key, algorithm="sha256").hexdigest()[:32]


@unit_of_work()
def end_session(*, user: User, session_key: str) -> None:
    """End one session of an account: the cookie that carries its key opens nothing any more."""
    SessionStore(session_key).delete()
    UserSession.objects.filter(user=user, session_key=session_key).delete()


@unit_of_work()
def end_sessions(*, user: User, but: str = "", handle: str = "") -> int:
    """End sessions of an account: all, all ``but`` the session of that key, or the one of a handle. Returns how many.

    A session of another account is never found, whatever handle is sent.
    """
    ended = 0
    for row in UserSession.objects.filter(user=user).exclude(session_key=but):
        if not handle or hmac.compare_digest(session_handle(row.session_key).encode(), handle.encode()):
            end_session(user=user, session_key=row.session_key)
            ended += 1
    return ended


@unit_of_work()
def keep_form(*, user: User, actor: Actor | None, path: str, sent: QueryDict | None) -> KeptForm | None:
    """Keep the form somebody sent after their session had ended, sealed and for them alone; None if it is not kept.

    Kept is what a member sends to a page of their school. Files, very long forms and empty ones are not. One form an
    account: a later one takes the place of an earlier one.
    """
    if actor is None or sent is None:
        return None
    fields = {name: values for name, values in sent.lists() if name != "csrfmiddlewaretoken"}
    body = json.dumps(fields)
    if not any(value.strip() for values in fields.values() for value in values) or len(body) > MOST_KEPT:
        return None
    # Pressed twice, two forms come at once: one after the other, and the later one stays.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    drop_kept(user=user)
    return KeptForm.objects.create(school=actor.school, user=user, path=path[:300], body=body, kept_at=clock.now())


@unit_of_work()
def drop_kept(*, user: User, pk: UUID | None = None) -> None:
    """Destroy what was kept for an account, with its key."""
    rows = KeptForm.objects.across_schools("an account's own form").filter(user=user)
    destroy(rows.filter(pk=pk) if pk else rows)


@unit_of_work()
def drop_old_kept() -> int:
    """Destroy forms that nobody came back for within a week. Returns how many."""
    before = clock.now() - datetime.timedelta(days=KEPT_DAYS)
    return destroy(KeptForm.objects.across_schools("a scheduled run").filter(kept_at__lt=before))


def fields_of(kept: KeptForm) -> Mapping[str, list[str]]:
    """Return the fields of a kept form as they were sent."""
    read: dict[str, list[str]] = json.loads(str(kept.body))
    return read


@unit_of_work()
def close_account(*, user: User) -> None:
    """Close an account and end its sessions everywhere. Its person and history stay."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user=user)


@unit_of_work()
def note_signed_in(*, user: User) -> None:
    """Keep the day on which an account was last opened; no moment and no place."""
    User.objects.filter(pk=user.pk).exclude(signed_in_on=clock.today()).update(signed_in_on=clock.today())
