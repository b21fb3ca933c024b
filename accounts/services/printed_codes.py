"""Printed codes: a way in for somebody whom no e-mail reaches."""

import datetime
import re
import unicodedata
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import PrintedCode
from accounts.queries.second_step import is_forced
from accounts.queries.sign_in_methods import live_codes, own_address, roles_now_or_later, roles_of_account
from accounts.rules.sign_in_methods import may_have_printed_code, may_print_code
from core import clock
from core.actor import enforce
from core.db.transactions import unit_of_work
from core.errors import Refused
from core.sealing.keys import blind_index
from core.text.reference_codes import normalise_reference, short_code
from ledger.services import note
from people.models.accounts import User
from people.models.persons import Person
from people.queries.acting import actor_for
from people.queries.directory import name_of
from people.queries.same_person import same_person
from people.services.base import By, author, lock, person_of
from people.states.roles import sensitive_roles
from schools.models.schools import School

ONCE_DAYS = 14
"""A code for one session that nobody used ends by itself."""
LONGEST_DAYS = 100
NOWHERE = "no-address.invalid"
"""The domain of accounts without an address: ".invalid" never receives mail, and none is ever sent there."""


def _hash(code: str) -> str:
    return blind_index("printed_code", normalise_reference(code)).hex()


@unit_of_work()
def print_code(*, person: Person, school: School, until: datetime.date | None = None, by: By = None) -> str:
    """Make a printed code and return it, this once: only its keyed hash is kept. Earlier ones of the person end.

    Without ``until`` it opens one session within a fortnight; with it, any number up to the end of that day, at most
    100 days on. Raises Refused for roles that open cases, people or settings, for somebody with an e-mail address of
    their own, and for a code for oneself.
    """
    actor = author(by, school)
    if actor is not None:
        enforce(actor, may_print_code(actor, for_oneself=actor.person.pk in same_person(person)))
    lock(person)
    person.refresh_from_db(fields=["user"])
    moment = clock.now()
    roles = roles_now_or_later(person, school)
    own = own_address(person, school) is not None
    may_have_printed_code(roles, own_address=own, opens_more=_opens_more(person)).enforce()
    if person.user is None:
        person.user = User.objects.create_user(f"{person.pk}@{NOWHERE}", made_at=moment)
        person.save(update_fields=["user"])
    elif not person.user.is_active:
        raise Refused(_("This account is closed."))
    end_printed_codes(person=person, school=school)
    code = short_code()
    PrintedCode.objects.create(
        school=school,
        person=person,
        hash=_hash(code),
        once=until is None,
        made_at=moment,
        made_by=person_of(actor),
        ends_at=_end(school, moment, until),
    )
    facts = {"until": until.isoformat() if until else "once"}
    note(school=school, verb="code.printed", subject=f"person:{person.pk}", actor=actor, facts=facts)
    return code


def _opens_more(person: Person) -> bool:
    """Say whether the account opens cases, people or settings anywhere, by a role or by covering for one today."""
    forced = person.user is not None and is_forced(person.user)
    return forced or bool(roles_of_account(person) & {str(role) for role in sensitive_roles()})


def _end(school: School, moment: datetime.datetime, until: datetime.date | None) -> datetime.datetime:
    today = clock.day_of(moment, school.timezone)
    if until is None:
        return moment + datetime.timedelta(days=ONCE_DAYS)
    if until < today:
        raise Refused(_("Enter a day that is not over yet."))
    if until > today + datetime.timedelta(days=LONGEST_DAYS):
        raise Refused(_("Enter a day within the next 100 days."))
    return datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time(), ZoneInfo(school.timezone))


@unit_of_work()
def end_printed_codes(*, person: Person, school: School, by: By = None) -> int:
    """Take back every printed code of a person that still works. Returns how many."""
    actor = author(by, school)
    if actor is not None:
        enforce(actor, may_print_code(actor, for_oneself=False))
    ended = int(live_codes(person, school).update(ended_at=clock.now()))
    if ended and actor is not None:
        note(school=school, verb="code.taken_back", subject=f"person:{person.pk}", actor=actor)
    return ended


@unit_of_work()
def use_printed_code(*, school: School, name: str, code: str) -> User:
    """Return the account that a printed code and its owner's name open, and note the use.

    Raises Refused, in the same words whatever is wrong: an unknown, used, ended or taken back code, another name, a
    leaver, a closed account, or a role by now that opens too much.
    """
    moment = clock.now()
    rows = PrintedCode.objects.for_school(school).select_for_update(of=("self",)).select_related("person__user")
    row: PrintedCode | None = rows.filter(hash=_hash(code)).first()
    if row is None or row.person.user is None or not _opens(row, school, name, moment):
        raise Refused(_("That name and that code do not belong together. Check both, or ask the office."))
    PrintedCode.objects.for_school(school).filter(pk=row.pk).update(
        used_at=moment, **({"ended_at": moment} if row.once else {})
    )
    note(school=school, verb="code.used", subject=f"person:{row.person_id}", actor=None)
    return row.person.user


def _opens(row: PrintedCode, school: School, name: str, moment: datetime.datetime) -> bool:
    if row.ended_at is not None or row.ends_at <= moment or not row.person.user.is_active:  # type: ignore[union-attr]
        return False
    day = clock.day_of(moment, school.timezone)
    roles = actor_for(row.person, school, day).roles
    known = name_of(row.person, school, day)
    allowed = may_have_printed_code(roles, own_address=False, opens_more=_opens_more(row.person))
    return bool(allowed) and same_name(name, known)


TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})


def _name_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return [word for word in re.findall(r"[^\W\d_]+", re.sub(r"[\u0300-\u036f’']", "", plain)) if word not in TITLES]


def same_name(typed: str, known: str) -> bool:
    """Say whether a typed name is meant to be ``known``: whole, or the last name with or without others, any order.

    Accents, capitals, titles and apostrophes do not matter.
    """
    mine, theirs = _name_words(typed), _name_words(known)
    return bool(mine) and bool(theirs) and theirs[-1] in mine and set(mine) <= set(theirs)
