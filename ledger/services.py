"""Writing to the ledger, and checking it."""

import datetime as dt
import errno
import fcntl
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict, runtime_checkable
from uuid import UUID

from django.db import connection

from core import clock
from core.actor import Actor
from core.contributions.ledger import VERBS
from core.db import transactions
from core.models import DataKey
from core.sealing.fields import seal_facts
from ledger.models import Entry, Head
from ledger.states import GENESIS, Confidentiality, Fault
from ledger.witness import Witness, digest_now, sha256


class HasKey(Protocol):
    """A school: the ledger keeps its key, and knows no more of it."""

    @property
    def pk(self) -> UUID: ...


class HasDataKey(Protocol):
    """A person: the ledger keeps the id, and seals the name with the key."""

    @property
    def id(self) -> UUID: ...

    @property
    def data_key(self) -> DataKey: ...


class HasStream(Protocol):
    """A record with a stream of its own in the ledger, such as a round."""

    school_id: UUID

    @property
    def label(self) -> str: ...


@runtime_checkable
class ActsForPerson(Protocol):
    """Whoever acts, such as an actor or a signer; may have a ``name`` of its own to record."""

    @property
    def person(self) -> HasDataKey: ...


class HeadRecord(TypedDict):
    """Where one chain ends, as it is written outside the database."""

    school: str
    confidentiality: str
    number: int
    digest: str


def record(
    *,
    school_id: UUID,
    confidentiality: str,
    verb: str,
    subject: str,
    actor: Actor | ActsForPerson | HasDataKey | None = None,
    facts: Mapping[str, object] | None = None,
    sealed: dict[str, str] | None = None,
    key: DataKey | None = None,
    witness: Witness | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Queue one entry for the end of the running unit of work.

    ``actor`` is None for the portal itself and for reporters.
    ``facts`` hold no name. ``sealed`` holds labels that could name somebody, opened by ``key`` (else by the actor's own
    key). Raises LookupError for an unknown verb and RuntimeError outside a unit.
    """
    if verb not in VERBS:
        raise LookupError(f"No app contributes the verb {verb!r}")
    person = actor.person if isinstance(actor, ActsForPerson) else actor
    labels = dict(sealed or {})
    if person is not None:
        labels.setdefault("actor", str(getattr(actor, "name", "") or person))
        key = key or person.data_key
    entry = Entry(
        school_id=school_id,
        confidentiality=Confidentiality(confidentiality),
        at=now or clock.now(),
        verb=verb,
        subject=subject,
        actor_id=person.id if person is not None else None,
        facts=dict(facts or {}),
        witness=[witness.kind, witness.ref, witness.digest] if witness else None,
    )
    if labels and key is not None:
        entry.key_id = key.id
        entry.sealed, entry.commitments = seal_facts(key, labels, context=entry.seal_context)
    transactions.queue(entry)


def note(
    *,
    school: HasKey,
    verb: str,
    subject: str,
    actor: Actor | None,
    facts: Mapping[str, object] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Record one change in the everyday chain of a school; ``facts`` hold no name."""
    record(
        school_id=school.pk,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=subject,
        actor=actor,
        facts=facts or {},
        now=now,
    )


def record_about(
    thing: HasStream,
    verb: str,
    *,
    by: Actor | ActsForPerson,
    now: dt.datetime | None = None,
    witness: Witness | None = None,
    confidentiality: str = Confidentiality.EVERYDAY,
    **facts: object,
) -> None:
    """Record one change in the stream of the thing that changed; ``facts`` hold no name."""
    record(
        school_id=thing.school_id,
        confidentiality=confidentiality,
        verb=verb,
        subject=thing.label,
        actor=by,
        facts=facts,
        witness=witness,
        now=now,
    )


def flush(items: Iterable[object]) -> None:
    """Write what a unit of work queued: chain by chain in one order, the head locked last."""
    chains: dict[tuple[UUID, str], list[Entry]] = defaultdict(list)
    for item in items:
        if isinstance(item, Entry):
            chains[(item.school_id, str(item.confidentiality))].append(item)
    for (school_id, confidentiality), entries in sorted(chains.items(), key=lambda pair: (str(pair[0][0]), pair[0][1])):
        _append(school_id, confidentiality, entries)


def _locked_head(school_id: UUID, confidentiality: str) -> Head:
    rows = Head.objects.select_for_update().filter(school_id=school_id, confidentiality=confidentiality)
    head = rows.first()
    if head is None:
        Head.objects.bulk_create(
            [Head(school_id=school_id, confidentiality=confidentiality, digest=GENESIS)], ignore_conflicts=True
        )
        head = rows.get()
    return head


def _stream_ends(school_id: UUID, confidentiality: str, subjects: set[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (subject) subject, digest FROM ledger_entry "
            "WHERE school_id = %s AND confidentiality = %s AND subject = ANY(%s) ORDER BY subject, number DESC",
            [school_id, confidentiality, sorted(subjects)],
        )
        return dict(cursor.fetchall())


def _append(school_id: UUID, confidentiality: str, entries: list[Entry]) -> None:
    head = _locked_head(school_id, confidentiality)
    ends = _stream_ends(school_id, confidentiality, {entry.subject for entry in entries})
    for entry in entries:
        head.number += 1
        entry.number = head.number
        entry.previous = head.digest
        entry.stream_previous = ends.get(entry.subject, GENESIS)
        entry.digest = sha256(entry.content())
        head.digest = ends[entry.subject] = entry.digest
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["number", "digest"])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a chain."""

    school_id: UUID
    confidentiality: str
    number: int
    fault: Fault
    what: str

    def __str__(self) -> str:
        place = f"place {self.number} of the {self.confidentiality} chain of school {self.school_id}"
        return f"{self.fault.value}: {self.what} ({place})"


def heads() -> list[HeadRecord]:
    """Return where every chain ends now, as plain data."""
    return [
        HeadRecord(
            school=str(head.school_id), confidentiality=head.confidentiality, number=head.number, digest=head.digest
        )
        for head in Head.objects.order_by("school_id", "confidentiality")
    ]


def write_heads(path: Path, *, now: dt.datetime | None = None) -> int:
    """Append the heads to a file outside the database (one JSON line each); returns how many chains there are."""
    at = (now or clock.now()).isoformat()
    lines = [json.dumps({"at": at, **head}, sort_keys=True) + "\n" for head in heads()]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab", buffering=0) as target:
        fcntl.flock(target, fcntl.LOCK_EX)  # another writer's lines must not be cut off with ours
        before = target.tell()
        try:
            content = "".join(lines).encode("ascii")
            if target.write(content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        except OSError:
            target.truncate(before)  # half a line could never be read again
            raise
    return len(lines)


def read_heads(path: Path) -> list[HeadRecord]:
    """Return the heads written outside so far; none if nothing was written yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines() if line.strip()]


def verify(*, outside: Iterable[HeadRecord] = (), school_id: UUID | None = None) -> list[Finding]:
    """Check every chain (or one school's), every vouched-for record, and the heads written outside.

    Returns what does not fit; [] when all is well.
    """
    rows = Head.objects.order_by("school_id", "confidentiality")
    if school_id:
        rows = rows.filter(school_id=school_id)
    stored = {(str(head.school_id), head.confidentiality): head for head in rows}
    by_chain: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for line in outside:
        if school_id is None or line["school"] == str(school_id):
            by_chain[(line["school"], line["confidentiality"])][line["number"]] = line["digest"]
    chains = stored.keys() | by_chain.keys()
    if not school_id:
        named = Entry.objects.values_list("school_id", "confidentiality").distinct()
        chains |= {(str(school), confidentiality) for school, confidentiality in named}
    findings: list[Finding] = []
    for chain in sorted(chains):
        findings += _verify_chain(UUID(chain[0]), chain[1], stored.get(chain), by_chain[chain])
    return findings


def _verify_chain(school_id: UUID, confidentiality: str, head: Head | None, outside: dict[int, str]) -> list[Finding]:
    findings: list[Finding] = []

    def add(number: int, fault: Fault, what: str) -> None:
        findings.append(Finding(school_id, confidentiality, number, fault, what))

    expected, previous = 1, GENESIS
    streams: dict[str, str] = {}
    entries = Entry.objects.filter(school_id=school_id, confidentiality=confidentiality).order_by("number")
    for entry in entries.iterator(chunk_size=2000):
        if entry.number != expected:
            add(expected, Fault.MISSING, f"nothing stands between {expected - 1} and {entry.number}")
        wrong = _entry_faults(entry, previous if entry.number == expected else entry.previous, streams)
        if entry.number in outside and outside[entry.number] != entry.digest:
            add(entry.number, Fault.HEAD, f"{entry.verb} of {entry.subject}")
        for what in wrong:
            add(entry.number, Fault.CHANGED, what)
        for fault, what in _witness_faults(entry):
            add(entry.number, fault, what)
        expected, previous = entry.number + 1, entry.digest
        streams[entry.subject] = entry.digest
    last = max([head.number if head else 0, *outside])
    if last >= expected:
        add(last, Fault.CUT, f"the chain ends at {expected - 1}, and {last} entries were written")
    elif head is not None and head.digest != previous:
        add(head.number, Fault.HEAD, "the stored head is not the last entry")
    elif head is None or head.number < expected - 1:
        add(expected - 1, Fault.HEAD, "entries stand after the stored head")
    return findings


def _entry_faults(entry: Entry, previous: str, streams: dict[str, str]) -> Iterator[str]:
    what = f"{entry.verb} of {entry.subject}"
    if entry.digest != sha256(entry.content()):
        yield f"{what}: its content is not what was hashed"
    if entry.previous != previous:
        yield f"{what}: it does not follow the entry before it"
    if entry.stream_previous != streams.get(entry.subject, GENESIS):
        yield f"{what}: it does not follow its own stream"


def _witness_faults(entry: Entry) -> Iterator[tuple[Fault, str]]:
    if entry.witness:
        kind, ref, digest = entry.witness
        current = digest_now(kind, ref)
        if current is None:
            yield Fault.RECORD_GONE, f"{kind} {ref}"
        elif current != digest:
            yield Fault.RECORD_CHANGED, f"{kind} {ref}"
