"""Who must show a second step, what they have set up, and the resets that wait for a second pair of eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from accounts import shown_steps
from accounts.models.second_step import SecondStepReset
from accounts.states.permissions import Permission
from accounts.states.second_step import FORCED_ROLES, RESET_OPEN, SecondStep
from core import clock
from core.db.dated import in_force
from core.pages.request_cache import once_per_request
from people.models.accounts import User
from people.models.persons import Person
from people.models.roles import Absence, RoleAtSchool, TrustRole
from people.queries.acting import Actor, acting, schools_of
from people.queries.directory import names, people_with_roles
from people.queries.same_person import same_person
from people.states.roles import roles_with
from schools.models.schools import School

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
KEPT = "kept_at"


def _forced(user: UUID | OuterRef) -> Combinable:
    forced = [role.value for role in FORCED_ROLES]
    held = {"person__user": user, "role__in": forced}
    roles = RoleAtSchool.objects.across_schools("one account, wherever it leads")
    day = in_force(clock.today())
    # Whoever covers today for one of them reads what comes to them.
    away = Absence.objects.across_schools("one account, wherever it leads").filter(day, cover__user=user)
    covers = away.filter(in_force(clock.today(), "person__roles__"), person__roles__role__in=forced)
    return Exists(roles.filter(day, **held)) | Exists(TrustRole.objects.filter(day, **held)) | Exists(covers)


def is_forced(user: User) -> bool:
    """Say whether a role of today, at any school or for a trust, asks this account for a second step."""
    return bool(User.objects.filter(_forced(user.pk), pk=user.pk).exists())


def second_step_left(user: Any, session: Mapping[str, Any]) -> SecondStep:
    """Return what this session still has to do before it may open a page of a school. At most one query.

    A second step that was taken away no longer counts, however fresh the session.
    """
    if shown_steps.is_marked(session):
        return SecondStep.NOTHING
    steps = Authenticator.objects.filter(user=OuterRef("pk"))
    row = JSONObject(pk="pk", type="type", kept=f"data__{KEPT}")
    found = (
        User.objects.filter(pk=user.pk)
        .values_list(_forced(OuterRef("pk")), ArraySubquery(steps.values(row=row)))
        .first()
    )
    if found is None:
        return SecondStep.NOTHING
    forced, held = found
    if not any(one["type"] in STEPS for one in held):
        return SecondStep.SET_UP if forced else SecondStep.NOTHING
    if not shown_steps.shown(user, session) & {one["pk"] for one in held}:
        return SecondStep.SHOW
    codes = [one for one in held if one["type"] == Authenticator.Type.RECOVERY_CODES]
    return SecondStep.KEEP_CODES if any(one["kept"] is None for one in codes) else SecondStep.NOTHING


def may_remove_step(authenticator: Authenticator) -> bool:
    """Say whether an app or a passkey may go: always where no role asks for one, else only while another is left."""
    if authenticator.type not in STEPS:
        return True
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=STEPS).exclude(pk=authenticator.pk)
    return others.exists() or not is_forced(authenticator.user)


@dataclass(frozen=True, slots=True)
class Steps:
    """What an account has set up."""

    app: bool
    passkeys: int
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second step at all."""
        return self.app or self.passkeys > 0


def steps_of(user: AbstractBaseUser | AnonymousUser) -> Steps:
    """Return what ``user`` has set up. One query."""
    rows = list(Authenticator.objects.filter(user=user))
    kinds = [row.type for row in rows]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return Steps(Authenticator.Type.TOTP in kinds, kinds.count(Authenticator.Type.WEBAUTHN), left)


# --- the reset of a lost one ------------------------------------------------------------------------------------------


def entries_of(person: Person) -> set[UUID]:
    """Return every entry of this person, and the account: two entries with one login are one person too."""
    entries = same_person(person)
    users = Person.objects.filter(pk__in=entries, user__isnull=False).values_list("user_id", flat=True)
    return entries | {user for user in users if user is not None}


def vouchers(school: School, *, about: Person) -> list[Person]:
    """Return who could confirm a reset for ``about`` today: each person once, with an account, never that person."""
    known = entries_of(about)
    found: list[Person] = []
    for person in people_with_roles(school, roles_with(Permission.SECOND_STEP_RESET)).filter(user__isnull=False):
        mine = entries_of(person)
        if not mine & known:
            known |= mine
            found.append(person)
    return found


def open_resets(school: School) -> QuerySet[SecondStepReset]:
    """Return the resets that wait for somebody at this school now, oldest first."""
    rows: QuerySet[SecondStepReset] = SecondStepReset.objects.for_school(school).filter(
        state__in=RESET_OPEN, until_at__gt=clock.now()
    )
    return rows.select_related("person__data_key", "first_by__data_key", "school").order_by("asked_at")


def resets_for(actor: Actor) -> list[SecondStepReset]:
    """Return the resets that wait for this person: not their own, and not those they have confirmed already."""
    if Permission.SECOND_STEP_RESET not in actor.permissions:
        return []
    found = list(open_resets(actor.school))
    if not found:
        return []
    mine: set[UUID] = once_per_request(actor, "selves", lambda: same_person(actor.person))
    return [reset for reset in found if not mine.intersection(_party_to(reset))]


def _party_to(reset: SecondStepReset) -> list[UUID]:
    return [reset.person_id, *([reset.first_by_id] if reset.first_by_id else [])]


@dataclass(frozen=True, slots=True)
class ResetRow:
    """One line of the list: who asks, who has confirmed, and whether the reader may do it now."""

    reset: SecondStepReset
    name: str
    first_name: str
    mine: bool


def reset_rows(actor: Actor) -> list[ResetRow]:
    """Return the open resets of a school as this person sees them."""
    found = list(open_resets(actor.school))
    open_to_me = {reset.pk for reset in resets_for(actor)}
    known = names([pk for reset in found for pk in _party_to(reset)], actor.school)
    return [
        ResetRow(
            reset=reset,
            name=known.get(reset.person_id, ""),
            first_name=known.get(reset.first_by_id, "") if reset.first_by_id else "",
            mine=reset.pk in open_to_me,
        )
        for reset in found
    ]


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A school at which an account acts today, and as which person."""

    school: School
    person: Person


def places_of_account(user: User) -> list[OwnPlace]:
    """Return where an account could ask for a reset: each school at which it holds a role today.

    Where a role asks for a second step, only there: no other school takes away what guards this one's cases.
    """
    found = [(school, acting(user, school)) for school in schools_of(user)]
    known = [(OwnPlace(school, actor.person), actor.roles) for school, actor in found if actor is not None]
    guarded = [place for place, roles in known if roles & {role.value for role in FORCED_ROLES}]
    return guarded or [place for place, _roles in known]


def own_resets(user: AbstractBaseUser | AnonymousUser) -> list[SecondStepReset]:
    """Return the open resets that somebody asked for in the name of this account."""
    rows = SecondStepReset.objects.across_schools("one account's own").filter(
        person__user=user.pk, state__in=RESET_OPEN, until_at__gt=clock.now()
    )
    return list(rows.select_related("person__data_key", "school"))
