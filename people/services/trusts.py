"""What a trust says for all its schools: defaults and locks, roles, and a new school made like another."""

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.contributions.settings import SETTINGS
from core.db.dated import in_force, in_force_from
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from people.models.persons import Person, PersonAtSchool, SchoolRecord
from people.models.roles import RoleAtSchool, TrustRole
from people.queries.acting import actor_for
from people.queries.same_person import same_person
from people.queries.trusts import roles_in_trust, trust_setting
from people.rules.trusts import may_configure_trust, may_end_trust_role, may_give_trust_role
from people.services.announcing import announce
from people.services.assignments import end_role, give_role
from people.services.persons import add_person
from people.states.roles import TRUST_CONFIGURERS, Role
from schools.models.calendar import ClosedDay, Term
from schools.models.schools import School, SchoolSetting, Trust, TrustSetting
from schools.queries.schools import schools_in_trust
from schools.queries.settings import setting
from schools.rules.settings import clean_setting
from schools.services.calendar import rebuild_calendar
from schools.services.schools import create_school, create_trust


def _enforce(by: Person | None, trust: Trust) -> None:
    """Raise Refused unless ``by`` may configure the trust (None: the portal itself)."""
    if by is not None:
        may_configure_trust(roles_in_trust(by, trust.pk)).enforce()


def _lock(trust: Trust) -> None:
    Trust.objects.select_for_update(no_key=True).only("pk").get(pk=trust.pk)


def _note(
    school: School,
    verb: str,
    by: Person | None,
    facts: Mapping[str, object],
    *,
    subject: str = "",
    now: datetime.datetime | None = None,
) -> None:
    """Record a change of the trust in the chain of a school that it holds for."""
    actor = actor_for(by, school) if by else None
    note(school=school, verb=verb, subject=subject or f"school:{school.pk}", actor=actor, facts=facts, now=now)


@unit_of_work()
def set_trust_setting(
    *, trust: Trust, key: str, value: object, locked: bool = False, by: Person | None = None
) -> TrustSetting | None:
    """Say for all schools of a trust what holds from today where a school says nothing; ``locked``: whatever it says.

    Returns the new row, or None when nothing changed. Each school's own record names who, before and after. Raises
    Refused for a value that cannot be, for who may not, and when a school would close before it opens.
    """
    _enforce(by, trust)
    cleaned = clean_setting(key, value)
    _lock(trust)
    old = trust_setting(trust, key)
    if old is not None and (old.value, old.locked) == (cleaned, locked):
        return None
    new = TrustSetting(trust=trust, key=key, value=cleaned, locked=locked, from_date=clock.today())
    _replace_setting(trust, key, new, "trust.setting_changed", by)
    return new


@unit_of_work()
def drop_trust_setting(*, trust: Trust, key: str, by: Person | None = None) -> None:
    """Say no more of a setting: each school's own word counts again, or the default. Silent when none was said."""
    _enforce(by, trust)
    _lock(trust)
    _replace_setting(trust, key, None, "trust.setting_dropped", by)


def _replace_setting(trust: Trust, key: str, new: TrustSetting | None, verb: str, by: Person | None) -> None:
    """End what the trust says of a setting, store what it says now, and record the change at each school."""
    day, schools = clock.today(), schools_in_trust(trust)
    before = {school.pk: setting(school, key, day) for school in schools}
    rows = list(TrustSetting.objects.filter(trust=trust, key=key, until_date__isnull=True))
    if new is None and not rows:
        return
    for row in rows:
        row.until_date = max(day, row.from_date)
        row.save(update_fields=["until_date"])
    if new is not None:
        new.save()
    _check_hours(schools, key, day)
    for school in schools:
        facts = _facts(key, before[school.pk], setting(school, key, day))
        _note(school, verb, by, facts | {"locked": new is not None and new.locked})


def _facts(key: str, before: object, after: object) -> dict[str, object]:
    # A text may name somebody: the chain keeps that it changed, the dated rows keep what it was.
    return {"key": key} if SETTINGS[key].kind == "text" else {"key": key, "before": before, "after": after}


def _check_hours(schools: Iterable[School], key: str, day: datetime.date) -> None:
    if key not in ("opens_at", "closes_at"):
        return
    wrong = [s for s in schools if setting(s, "opens_at", day) >= setting(s, "closes_at", day)]
    if wrong:
        words = ngettext(
            "One school would close before it opens.", "%(count)s schools would close before they open.", len(wrong)
        )
        raise Refused(words % {"count": len(wrong)})


@unit_of_work()
def give_trust_role(
    *, trust: Trust, person: Person, role: str, by: Person | None = None, now: datetime.datetime | None = None
) -> TrustRole:
    """Give a role for the whole trust from today on: at every school of today, and at each that is made later.

    Raises Refused for somebody of another trust, a role that is not for a trust, oneself, and a role held already.
    """
    if person.trust_id != trust.pk:
        raise Refused(_("This person belongs to another trust."))
    if by is not None:
        may_give_trust_role(roles_in_trust(by, trust.pk), role, to_oneself=person.pk in same_person(by)).enforce()
    _lock(trust)
    day = clock.day_of(now) if now else clock.today()
    open_ones = TrustRole.objects.filter(trust=trust, person=person, role=role).exclude(until_date__lte=day)
    if open_ones.exists():
        raise Refused(_("This person already has this role in that time."))
    row = TrustRole.objects.create(trust=trust, person=person, role=role, from_date=day)
    for school in schools_in_trust(trust):
        _hold(school, row, by, now)
    return row


def _hold(school: School, row: TrustRole, by: Person | None, now: datetime.datetime | None = None) -> None:
    """Let a school know somebody of the trust, with the role that they hold for all of it."""
    if not PersonAtSchool.objects.for_school(school).filter(person=row.person).exists():
        _introduce(school, row.person, row.from_date)
    held = RoleAtSchool.objects.for_school(school).filter(person=row.person, role=row.role)
    if not held.filter(in_force_from(row.from_date)).exists():
        give_role(person=row.person, school=school, role=row.role, now=now)
    facts = {"role": row.role, "from_date": row.from_date.isoformat()}
    _note(school, "trust.role_given", by, facts, subject=f"person:{row.person_id}", now=now)


def _introduce(school: School, person: Person, day: datetime.date) -> None:
    """Write down the person's name at one more school, as another school of the trust knows it."""
    rows = SchoolRecord.objects.across_schools("a person of a trust is known by one of its schools")
    record = rows.filter(person=person).order_by("-from_date").first()
    PersonAtSchool.objects.create(school=school, trust_id=school.trust_id, person=person)
    SchoolRecord.objects.create(
        school=school,
        person=person,
        title=record.title if record else "",
        first_name=record.first_name if record else "",
        last_name=record.last_name if record else "",
        from_date=day,
    )


@unit_of_work()
def end_trust_role(*, row: TrustRole, by: Person | None = None) -> None:
    """End a role for the whole trust today, and with it at each of its schools."""
    _lock(row.trust)
    day = clock.today()
    rows = TrustRole.objects.filter(in_force(day), trust=row.trust, role__in=[*TRUST_CONFIGURERS])
    others = len({each.person_id for each in rows if each.pk != row.pk and each.person_id != row.person_id})
    if by is not None:
        may_end_trust_role(roles_in_trust(by, row.trust_id), row.role, others=others).enforce()
    schools = schools_in_trust(row.trust)
    facts = {"role": row.role, "until_date": day.isoformat()}
    for school in schools:
        _note(school, "trust.role_ended", by, facts, subject=f"person:{row.person_id}")
    row.until_date = max(day, row.from_date)
    row.save(update_fields=["until_date"])
    for school in schools:
        held = RoleAtSchool.objects.for_school(school).filter(person=row.person, role=row.role)
        if held.filter(in_force_from(day)).exists():
            end_role(person=row.person, school=school, role=row.role)


@unit_of_work()
def begin_trust(*, name: str, school_name: str, first_name: str, last_name: str, email: str) -> tuple[School, Person]:
    """Make a trust with its first school and its first administrator, who signs in by an e-mailed code.

    Asked for by who runs the machine, not on a page: from then on the trust looks after itself.
    """
    school = create_school(name=school_name, trust=create_trust(name=name))
    person = add_person(school=school, first_name=first_name, last_name=last_name, email=email)
    give_role(person=person, school=school, role=Role.ADMINISTRATOR)
    give_trust_role(trust=school.trust, person=person, role=Role.TRUST_ADMINISTRATOR)
    announce(kind="to_invite", person=person, school=school, by=None)
    return school, person


@unit_of_work()
def create_school_like(
    *, source: School, name: str, nation: str = "", with_terms: bool = False, by: Person | None = None
) -> School:
    """Make a school of the same trust with another's own settings; ``with_terms``: with its terms and closed days too.

    No person comes with it but those with a role for the whole trust. Raises Refused for who may not.
    """
    _enforce(by, source.trust)
    new = create_school(
        name=name,
        trust=source.trust,
        nation=nation or source.nation,
        timezone=source.timezone,
        colour=source.colour,
        is_demo=source.is_demo,
    )
    day = new.today()
    SchoolSetting.objects.bulk_create(
        SchoolSetting(school=new, key=row.key, value=row.value, from_date=day)
        for row in SchoolSetting.objects.for_school(source).filter(in_force(day))
        if row.key in SETTINGS and SETTINGS[row.key].kind != "text"
    )
    if with_terms:
        _copy_calendar(source, new)
        rebuild_calendar(school=new)
    for row in TrustRole.objects.filter(in_force(day), trust=source.trust).select_related("person", "trust"):
        _hold(new, row, by)
    _note(new, "school.made_like", by, {"like": str(source.pk), "terms": with_terms})
    return new


def _copy_calendar(source: School, new: School) -> None:
    own = list(Term.objects.for_school(source).filter(assumed=False))
    labels = {row.year_label for row in own}
    Term.objects.for_school(new).filter(year_label__in=labels).delete()
    fields = ("year_label", "season", "starts", "ends", "half_starts", "half_ends")
    Term.objects.bulk_create(
        Term(school=new, assumed=False, **{field: getattr(row, field) for field in fields}) for row in own
    )
    closed = ClosedDay.objects.for_school(source)
    ClosedDay.objects.bulk_create(ClosedDay(school=new, day=row.day, why=row.why) for row in closed)
