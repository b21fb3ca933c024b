"""Two people reset a lost second step: who may, who may not, and what is then gone."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import SecondStepReset
from accounts.queries import second_step
from accounts.services import resets
from accounts.states import ResetState, SecondStep
from core.errors import Refused, StaleWrite
from ledger.models import Entry
from notices.models import Notice
from people.services import assignments, persons
from people.states.roles import Role
from tests.accounts.test_second_factor import first_step
from tests.cast import enter

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 9, 0)


@pytest.fixture(autouse=True)
def _own_mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def lost(cast, clock):
    """The headteacher has an app, a password and a session, and asks for a reset."""
    clock.set(MONDAY)
    cast.head.user.set_password("correct horse battery staple")
    cast.head.user.save()
    TOTP.activate(cast.head.user, "JBSWY3DPEHPK3PXP")
    return resets.ask_reset(person=cast.head.person, school=cast.school)


def told(reset, kind: str) -> set:
    rows = Notice.objects.for_school(reset.school).filter(kind=kind, subject=reset.label)
    return set(rows.values_list("person_id", flat=True))


def people(*members) -> set:
    return {member.person.pk for member in members}


def verbs(reset) -> list[str]:
    rows = Entry.objects.filter(school_id=reset.school_id, verb__startswith="second_step.")
    return list(rows.order_by("at", "verb").values_list("verb", flat=True))


def test_two_people_confirm_and_everything_is_gone(cast, lost):
    client = Client()
    client.force_login(cast.head.user)
    assert told(lost, "step_reset_asked") == people(cast.dsl, cast.deputy, cast.admin, cast.chair)
    assert told(lost, "step_reset_yours") == people(cast.head)
    resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    assert (lost.state, second_step.steps_of(cast.head.user).app) == (ResetState.ONE, True)
    resets.confirm_reset(reset=lost, by=cast.chair.actor)
    cast.head.user.refresh_from_db()
    assert lost.state == ResetState.DONE
    assert not Authenticator.objects.filter(user=cast.head.user).exists()
    assert not cast.head.user.has_usable_password()
    assert client.get("/s/fernhill/").wsgi_request.user.is_anonymous
    assert told(lost, "step_reset_done") == people(cast.head, cast.dsl, cast.deputy, cast.admin, cast.chair)
    assert verbs(lost) == ["second_step.reset_asked", "second_step.reset_confirmed", "second_step.reset_done"]
    first_step(client, cast.head)
    assert second_step.second_step_left(cast.head.user, client.session) is SecondStep.SET_UP


def test_one_person_is_never_two(cast, lost):
    resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    with pytest.raises(Refused, match="You have confirmed already"):
        resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    # The database holds the same, whatever a program may do.
    for wrong in ({"second_by": cast.dsl.person, "second_at": MONDAY.astimezone()}, {"state": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SecondStepReset.objects.for_school(cast.school).filter(pk=lost.pk).update(**wrong)


def test_two_entries_of_one_human_are_one_person(cast, lost):
    persons.merge(person=cast.deputy.person, same_as=cast.dsl.person, school=cast.school)
    resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    with pytest.raises(Refused, match="You have confirmed already"):
        resets.confirm_reset(reset=lost, by=cast.deputy.actor)
    persons.merge(person=cast.admin.person, same_as=cast.head.person, school=cast.school)
    with pytest.raises(Refused, match="Nobody can confirm for themself"):
        resets.confirm_reset(reset=lost, by=cast.admin.actor)


@pytest.mark.parametrize("who", ["head", "teacher", "office", "governor", "clerk", "support"])
def test_who_may_not(cast, lost, who):
    with pytest.raises(Refused):
        resets.confirm_reset(reset=lost, by=getattr(cast, who).actor)
    lost.refresh_from_db()
    assert lost.state == ResetState.ASKED


def test_nobody_of_another_school_sees_it(cast, lost):
    client = Client()
    enter(client, cast.stranger_head.user)
    for name in ("reset_confirm", "reset_refuse"):
        assert client.post(reverse(f"accounts:{name}", args=["fernhill", lost.pk]), {"spoken": "on"}).status_code == 404
        path = reverse(f"accounts:{name}", args=["marlow-bank", lost.pk])
        assert client.post(path, {"spoken": "on"}).status_code == 404


def test_it_runs_out_after_a_day(cast, lost, clock):
    resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    clock.advance(hours=24)
    with pytest.raises(StaleWrite, match="ran out"):
        resets.confirm_reset(reset=lost, by=cast.chair.actor)
    assert second_step.reset_rows(cast.chair.actor) == []
    assert (resets.expire_resets(), resets.expire_resets()) == (1, 0)
    lost.refresh_from_db()
    assert (lost.state, second_step.steps_of(cast.head.user).app) == (ResetState.EXPIRED, True)


def test_one_person_is_enough_to_stop_it_and_its_owner_can(cast, lost):
    resets.refuse_reset(reset=lost, by=cast.admin.actor)
    assert lost.state == ResetState.REFUSED
    with pytest.raises(Refused):
        resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    again = resets.ask_reset(person=cast.head.person, school=cast.school)
    assert again.pk != lost.pk
    client = Client()
    enter(client, cast.head.user)
    assert "in your name" in client.get(reverse("mfa_index")).content.decode()
    client.post(reverse("accounts:reset_stop", args=[again.pk]))
    again.refresh_from_db()
    assert (again.state, again.refused_by) == (ResetState.REFUSED, cast.head.person)


def test_asking_twice_is_once_and_three_times_a_day_is_enough(cast, lost):
    assert resets.ask_reset(person=cast.head.person, school=cast.school) == lost
    for _ in range(3):
        open_one = resets.ask_reset(person=cast.head.person, school=cast.school)
        resets.refuse_reset(reset=open_one, by=cast.admin.actor)
    with pytest.raises(Refused, match="3 times today"):
        resets.ask_reset(person=cast.head.person, school=cast.school)


def test_a_school_with_too_few_people_is_told_so_and_the_server_helps(cast, lost):
    resets.refuse_reset(reset=lost, by=cast.admin.actor)
    for member, role in ((cast.dsl, Role.DSL), (cast.deputy, Role.DEPUTY_DSL), (cast.chair, Role.CHAIR)):
        assignments.end_role(person=member.person, school=cast.school, role=role)
    with pytest.raises(Refused, match="Fewer than two"):
        resets.ask_reset(person=cast.head.person, school=cast.school)
    call_command("reset_second_step", cast.head.user.email)
    assert not second_step.steps_of(cast.head.user).any
    assert "second_step.reset_by_operator" in verbs(lost)


def test_the_pages_from_asking_to_done(cast, clock):
    clock.set(MONDAY)
    TOTP.activate(cast.head.user, "JBSWY3DPEHPK3PXP")
    client = Client()
    first_step(client, cast.head)
    ask = reverse("accounts:lost_step")
    assert ask in client.get(reverse("mfa_authenticate")).content.decode()
    page = client.get(ask)
    asked = client.post(ask, {"school": page.context["form"]["school"].value()})
    assert "Two colleagues are told" in asked.content.decode()
    [reset] = second_step.open_resets(cast.school)
    for member in (cast.admin, cast.deputy):
        other = Client()
        enter(other, member.user)
        assert "Confirm who a colleague is" in other.get("/s/fernhill/").content.decode()
        path = reverse("accounts:reset_confirm", args=["fernhill", reset.pk])
        assert path in other.get(reverse("accounts:resets", args=["fernhill"])).content.decode()
        assert "Speak with them first" in other.post(path, {}).content.decode()
        assert other.post(path, {"spoken": "on"}).status_code == 302
    reset.refresh_from_db()
    assert reset.state == ResetState.DONE


def test_nobody_asks_before_the_first_step(cast, client):
    for method in (client.get, client.post):
        assert method(reverse("accounts:lost_step")).url == reverse("account_request_login_code")


def test_letters_hold_no_name(cast, lost):
    resets.confirm_reset(reset=lost, by=cast.dsl.actor)
    resets.confirm_reset(reset=lost, by=cast.chair.actor)
    rows = Notice.objects.for_school(cast.school).filter(subject=lost.label)
    assert {str(row.context) for row in rows} <= {"{}", str({"page": "/"}), str({"page": "/s/fernhill/second-steps/"})}
