"""Where a notice goes: looked up at delivery, so that a corrected address is used and none is kept in the outbox."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from notices.models import Notice, NoticeAddress
from people.queries import directory
from schools.models.schools import School


def addresses_of(notices: Sequence[Notice]) -> dict[UUID, str]:
    """Return {notice id: address} for a batch; a notice without a usable address is absent. Two queries a school."""
    rows = NoticeAddress.objects.across_schools("of one batch").filter(notice__in=[n.pk for n in notices])
    addresses = {row.notice_id: str(row.value) for row in rows}
    by_school: dict[School, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.pk not in addresses and notice.person_id is not None:
            by_school[notice.school].append(notice)
    for school, group in by_school.items():
        known = directory.emails([n.person_id for n in group if n.person_id], school)
        addresses |= {n.pk: known[n.person_id] for n in group if n.person_id in known}
    return addresses
