"""The end of the demo."""

from __future__ import annotations

from accounts.services import first_run, invitations
from core.models import DataKey
from demo.services import remove_demo
from ledger import services as ledger
from people.queries import acting
from people.services import assignments, persons
from people.states.roles import Role
from schools.models.schools import School
from schools.queries.schools import school_by_slug
from schools.services import schools


def test_the_demo_goes_in_one_step_and_real_schools_stay(cast):
    demo = schools.create_school(name="Demo School", is_demo=True)
    actor = persons.add_person(school=demo, first_name="Demo", last_name="Head", email="head@demo.example")
    assignments.give_role(person=actor, school=demo, role=Role.HEADTEACHER)
    user = invitations.invite_staff(person=actor, school=demo)
    assert remove_demo() == 1
    user.refresh_from_db()
    assert (user.is_active, acting.schools_of(user), school_by_slug("demo-school")) == (False, [], None)
    assert not DataKey.objects.filter(owner_id=demo.trust_id, forgotten_at__isnull=True).exists()
    assert acting.acting(cast.head.user, cast.school) is not None
    assert DataKey.objects.filter(owner_id=cast.school.trust_id, forgotten_at__isnull=False).count() == 0
    assert ledger.verify() == []
    assert remove_demo() == 0


def test_once_the_demo_is_gone_the_first_school_can_be_made_and_a_closed_school_forbids_it(db):
    demo = schools.create_school(name="Demo School", is_demo=True)
    assert not first_run.is_first_run()
    remove_demo()
    assert first_run.is_first_run()
    School.objects.filter(pk=demo.pk).update(is_demo=False)
    assert not first_run.is_first_run()
