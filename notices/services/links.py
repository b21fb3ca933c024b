"""Private links: made at delivery, kept as hashes, good until they end."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from core import clock
from core.contributions.messages import LINKS
from core.db.transactions import unit_of_work
from core.tokens import new_token, token_hash
from notices.models import LinkToken
from people.models.persons import Person
from schools.models.schools import School


@dataclass(frozen=True, slots=True)
class Link:
    """A fresh link: the row that is kept and the address that is shown once."""

    row: LinkToken
    url: str


def address_of(purpose: str, token: str) -> str:
    """Return the full address that a private link with this token has."""
    base: str = settings.PORTAL_BASE_URL.rstrip("/")
    return base + LINKS[purpose].path.format(token=token)


def prepare(
    *,
    school_id: UUID,
    person_id: UUID | None,
    purpose: str,
    ref: str,
    days: int | None = None,
    now: dt.datetime | None = None,
) -> Link:
    """Return an unsaved link that lives ``days`` days (the purpose's own number unless given)."""
    token = new_token()
    moment = now or clock.now()
    spec = LINKS[purpose]
    row = LinkToken(
        school_id=school_id,
        person_id=person_id,
        purpose=purpose,
        ref=str(ref),
        hash=token_hash(token),
        made_at=moment,
        ends_at=moment + dt.timedelta(days=spec.days if days is None else days),
    )
    return Link(row, address_of(purpose, token))


def store(links: Iterable[Link]) -> None:
    """Write the hashes of prepared links in one statement."""
    LinkToken.objects.bulk_create([link.row for link in links])


@unit_of_work()
def make_link(
    *,
    school: School,
    person: Person | None,
    purpose: str,
    ref: str,
    days: int | None = None,
    now: dt.datetime | None = None,
) -> str:
    """Make a private link and return its full address, for printing on paper. It cannot be read again later."""
    person_id = person.pk if person else None
    link = prepare(school_id=school.pk, person_id=person_id, purpose=purpose, ref=ref, days=days, now=now)
    store([link])
    return link.url


def resolve_link(token: str, purpose: str) -> LinkToken | None:
    """Return the row of a token, also when it has ended (look at ``.expired``); None for an unknown one.

    Changes nothing.
    """
    rows = LinkToken.objects.across_schools("a private link names its own school")
    link: LinkToken | None = (
        rows.filter(hash=token_hash(token), purpose=purpose).select_related("school", "person").first()
    )
    return link


@unit_of_work()
def use_link(link: LinkToken, *, now: dt.datetime | None = None) -> None:
    """Note the first use of a link. A used link stays good until it ends.

    Mail scanners open it too, and families who come back.
    """
    LinkToken.objects.for_school(link.school_id).filter(pk=link.pk, used_at=None).update(used_at=now or clock.now())
