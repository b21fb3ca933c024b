"""The scheduled tasks of incidents."""

from celery import shared_task

from incidents.services import case_reminders, drafts


@shared_task(name="incidents.first_look_run")
def first_look_run() -> int:
    """Each minute: delete drafts whose hour is over, and notify the next in line of what nobody has opened."""
    drafts.delete_expired()
    return case_reminders.scheduled_run()
