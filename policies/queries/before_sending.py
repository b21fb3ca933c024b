"""Which messages about approvals and reviews are out of date when they are about to be sent."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from core.contributions.reminders import Who
from notices.models import Notice
from notices.queries.subjects import by_school, subjects_of
from people.queries import directory
from policies.models import Approval, Policy, VersionStatus
from policies.states import REVIEW_ROLES, VersionState
from schools.models.schools import School

ALL_REVIEWS = frozenset({Who.CLERK, Who.HEADTEACHER})
_AS = {"governor": frozenset({Who.GOVERNORS}), "clerk": frozenset({Who.CLERK})}
"""In which capacity somebody must still be reminded for the reason of a message to be true."""


def outdated_approval_requests(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages that ask for an approval which is not wanted from this person any more.

    The version does not wait, they have answered, or hold none of the roles in which they were asked. Two queries,
    and one a school.
    """
    about = subjects_of(notices, "policy_version")
    statuses = VersionStatus.objects.across_schools("the worker delivers for every school").filter(
        version__in=set(about.values())
    )
    known = {status.version_id: status for status in statuses.select_related("school")}
    given = Approval.objects.across_schools("the worker delivers for every school").filter(version__in=list(known))
    done = set(given.values_list("version_id", "role", "person_id"))
    roles: dict[School, set[str]] = defaultdict(set)
    for status in known.values():
        roles[status.school] |= {role for role, _person in status.signers}
    held = {
        (school.pk, role, person.pk)
        for school, wanted in roles.items()
        for role, persons in directory.holders_by_role(school, wanted).items()
        for person in persons
    }

    def wanted(status: VersionStatus, person: UUID | None) -> bool:
        return status.state == VersionState.PROPOSED and any(
            asked == str(person)
            and (status.school_id, role, person) in held
            and (status.version_id, role, person) not in done
            for role, asked in status.signers
        )

    asking = [(notice, known[about[notice.pk]]) for notice in notices if about.get(notice.pk) in known]
    return {notice.pk for notice, status in asking if not wanted(status, notice.person_id)}


def outdated_review_reminders(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages about reviews to somebody who has lost the role in which they were reminded.

    Three queries a school.
    """
    gone: set[UUID] = set()
    for school, mine in by_school(notices, subjects_of(notices, "policy")).items():
        capacities = _capacities(school, {notice.person_id for notice in mine if notice.person_id})
        gone |= {n.pk for n in mine if not capacities[n.person_id] & _AS.get(n.reason, ALL_REVIEWS | {Who.OWNER})}
    return gone


def _capacities(school: School, persons: set[UUID]) -> dict[UUID | None, set[Who]]:
    """Return in which capacities each person is reminded of reviews today."""
    heard_as: dict[UUID | None, set[Who]] = defaultdict(set)
    for role, holders in directory.holders_by_role(school, REVIEW_ROLES).items():
        for person in holders:
            heard_as[person.pk].add(REVIEW_ROLES[role])
    leads = Policy.objects.for_school(school).filter(lead_person__in=persons).values_list("lead_person_id", flat=True)
    for pk in directory.staff_at(school).filter(pk__in=set(leads)).values_list("pk", flat=True):
        heard_as[pk].add(Who.OWNER)
    return heard_as
