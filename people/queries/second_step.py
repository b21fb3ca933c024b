"""Who must show a second step, what they have set up, and the resets that wait for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from core import clock, second_step
from people.models import RoleAtSchool, User, in_force
from people.states import FORCED_ROLES, SecondStep

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
KEPT = "kept_at"


def _forced_roles(user: Any) -> QuerySet[RoleAtSchool]:
    rows: QuerySet[RoleAtSchool] = RoleAtSchool.objects.across_schools("one account, wherever it leads").filter(
        in_force(clock.today()), person__user=user, role__in=[role.value for role in FORCED_ROLES]
    )
    return rows


def is_forced(user: Any) -> bool:
    """Say whether a role of today, at any school, asks this account for a second step (quality: second factor)."""
    return bool(_forced_roles(user.pk).exists())


def second_step_left(user: Any, session: Mapping[str, Any]) -> SecondStep:
    """Return what this session still has to do before it may open a page of a school. At most one query.

    A second step that was taken away no longer counts, however fresh the session.
    """
    if second_step.is_marked(session):
        return SecondStep.NOTHING
    steps = Authenticator.objects.filter(user=OuterRef("pk"))
    row = JSONObject(pk="pk", type="type", kept=f"data__{KEPT}")
    found = (
        User.objects.filter(pk=user.pk)
        .values_list(Exists(_forced_roles(OuterRef("pk"))), ArraySubquery(steps.values(row=row)))
        .first()
    )
    if found is None:
        return SecondStep.NOTHING
    forced, held = found
    if not any(one["type"] in STEPS for one in held):
        return SecondStep.SET_UP if forced else SecondStep.NOTHING
    if not second_step.shown(user, session) & {one["pk"] for one in held}:
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


def steps_of(user: Any) -> Steps:
    """Return what ``user`` has set up. One query."""
    rows = list(Authenticator.objects.filter(user=user))
    kinds = [row.type for row in rows]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return Steps(Authenticator.Type.TOTP in kinds, kinds.count(Authenticator.Type.WEBAUTHN), left)
