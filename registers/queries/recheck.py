"""The recheck right before a message about a form is sent: whether its recipient is still to decide on it."""

from collections.abc import Sequence
from uuid import UUID

from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.queries import acting
from registers.models.disclosures import Disclosure
from registers.queries.disclosures import decidable_by


def not_deciders(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages about a form on which this person may not decide any more. Few queries a message."""
    about = subjects_of(notices, "disclosure")
    rows = Disclosure.objects.across_schools("the worker delivers for every school").filter(pk__in=set(about.values()))
    known = set(rows.values_list("pk", flat=True))
    mine = [notice for notice in notices if about.get(notice.pk) in known]
    return {notice.pk for notice in mine if not _decides(notice, about[notice.pk])}


def _decides(notice: Notice, form: UUID) -> bool:
    if notice.person is None:
        return True
    return bool(decidable_by(acting.actor_for(notice.person, notice.school)).filter(pk=form).exists())
