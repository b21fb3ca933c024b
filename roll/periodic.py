"""What a worker runs for lists of people."""

from celery import shared_task

from roll.services.importing import worker


@shared_task(name="roll.import_run")
def import_run() -> int:
    """Read, apply or take back the lists that wait; returns how many moved on."""
    return worker.run_waiting()


@shared_task(name="roll.nightly")
def nightly() -> int:
    """Destroy the files of old imports; returns how many."""
    return worker.forget_old()
