"""The check right before a message about a case is sent: whether its recipient may still know of the case."""

from collections.abc import Sequence
from uuid import UUID

from incidents.models.cases import Case, Party
from incidents.queries.access import excluded_people, visible_to
from notices.models import Notice, NoticeAddress
from notices.queries.subjects import subjects_of
from people.models.persons import Address, Person
from people.queries import acting, same_person

READERS_ONLY = ("concern_alert", "case_news")
"""Messages to those who read a case. The others go to people beside it, who must only not be kept out of it."""
TO_REPORTER = "reporter_message"
KINDS = (*READERS_ONLY, "concern_raised", TO_REPORTER)


def not_recipients(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of the messages whose reader may not know of the case, or no longer reads it.

    Somebody was named in the case, a tie was declared, or a post ended since the message was queued: a mail server may
    have been away for days, or the office sends again what came back (``safeguarding.md``, Secrecy 1 and 2).
    """
    about = subjects_of(notices, "case")
    rows = Case.objects.across_schools("the worker delivers for every school").filter(pk__in=set(about.values()))
    cases = {case.pk: case for case in rows.select_related("school")}
    known = [(notice, cases[about[notice.pk]]) for notice in notices if about.get(notice.pk) in cases]
    return {notice.pk for notice, case in known if not _may_get(notice, case)}


def _may_get(notice: Notice, case: Case) -> bool:
    if notice.kind == TO_REPORTER:
        return not _reaches_subject(notice, case)
    if notice.person is None:
        return True
    if notice.kind not in READERS_ONLY:
        return notice.person_id not in excluded_people(case)
    return bool(visible_to(acting.actor_for(notice.person, notice.school)).filter(pk=case.pk).exists())


def _reaches_subject(notice: Notice, case: Case) -> bool:
    """Say whether the address that a reporter left belongs to somebody the case is about.

    A shared family mailbox, or a spelling mistake: an e-mail to it would tell them that somebody wrote.
    """
    left = NoticeAddress.objects.for_school(case.school_id).filter(notice=notice.pk).first()
    if left is None:
        return False
    about = Party.objects.for_school(case.school_id).filter(case=case, excluded=True, person__isnull=False)
    selves = same_person.same_persons(set(about.values_list("person_id", flat=True)))
    known = Address.objects.for_school(case.school_id).filter(person__in=selves, value__iexact=str(left.value))
    return known.exists() or Person.objects.filter(pk__in=selves, user__email__iexact=str(left.value)).exists()
