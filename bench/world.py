"""The school that is measured: the demo at the scale ``school``, and people enough to sign and to report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from bench.sizes import Sizes


@dataclass
class World:
    """What the requests need: cookies, addresses, and drafts of reports ready to be sent."""

    slug: str
    round: str
    signers: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)


def session_of(user: Any) -> str:
    """Return a session key as if the person had signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    _show_second_step(store, user)
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _show_second_step(session: Any, user: Any) -> None:
    """Give whoever must have one an app, and the session the record of a code from it: what is measured is real."""
    import time

    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from accounts.queries.second_step import is_forced

    if is_forced(user):
        app = TOTP.activate(user, generate_totp_secret()).instance
        session[RECORDS] = [{"method": "mfa", "at": time.time(), "id": app.pk, "type": app.type}]
        session[f"{RECORDS}_user"] = str(user.pk)


def make(sizes: Sizes) -> World:
    """Load the demo and add signers, drafts and cases."""
    from accounts.services import invitations
    from core import clock
    from demo import stories, texts
    from demo.load import load
    from incidents.services import drafts as incidents_drafts
    from incidents.services import reports
    from incidents.states.workflow import DraftUse, FromKind
    from people.services import assignments, persons
    from people.states.roles import Role

    place = load(staff=sizes.staff, families=sizes.families)[0]
    school = place.school
    began = school.today() - dt.timedelta(days=400)
    users = []
    for number in range(sizes.signers):
        person = persons.add_person(
            school=school, first_name="Signer", last_name=str(number), email=f"s{number}@bench.example", from_date=began
        )
        assignments.give_role(person=person, school=school, role=Role.TEACHER, from_date=began)
        users.append(invitations.invite_staff(person=person, school=school))
    version = stories.publish(place, texts.STAFF, now=clock.now())
    world = World(school.slug, str(stories.open_round(place, version, days=8, now=clock.now()).pk))
    world.signers = [session_of(user) for user in users]
    answers = {
        "about_kind": "pupils",
        "about": [],
        "story": "Unkind words in a class chat. " * 12,
        "where_when": "A chat",
    }
    for _ in range(sizes.cases):
        reports.send_report(school=school, answers=answers, from_kind=FromKind.NO_NAME)
    for _ in range(sizes.reports):
        sitting = {**answers, "with_name": "no", "from_kind": FromKind.NO_NAME.value}
        world.drafts.append(incidents_drafts.start_draft(school=school, use=DraftUse.REPORT, content=sitting))
    world.cookies = {key: session_of(person.user) for key, person in place.cast.items()}
    return world
