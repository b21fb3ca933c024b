"""What a round needs to know of policy versions."""

from policies.models import Clause, Version
from policies.queries.contexts import WORDS_A_MINUTE
from policies.states import VersionState
from schools.models.schools import School
from signoffs.models.agreements import Round


def newer_version(round: Round) -> Version | None:
    """Return the newest published version that asks for new signatures and came after the round's, or None.

    A minor change (a comma, a telephone number) leaves the round as it is.
    """
    rows = Version.objects.for_school(round.school_id).filter(
        policy=round.agreement.policy_id,
        number__gt=round.version.number,
        major=True,
        status__state__in=(VersionState.PUBLISHED, VersionState.REPLACED),
    )
    return rows.select_related("status").order_by("-number").first()


def minutes_of(version: Version) -> int:
    """Return how many minutes reading a version takes: its words at 200 a minute, at least one."""
    texts = Clause.objects.for_school(version.school_id).filter(version=version).values_list("text", flat=True)
    minutes = sum(len(text.split()) for text in texts) / WORDS_A_MINUTE
    return max(1, int(minutes + 0.5))


def publishable(school: School) -> list[Version]:
    """Return the versions in force at a school, one a policy, by title: what a round can be opened for."""
    rows = (
        Version.objects.for_school(school)
        .filter(status__state=VersionState.PUBLISHED)
        .select_related("policy", "school")
    )
    return list(rows.order_by("title", "-number"))
