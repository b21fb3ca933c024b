"""A list of 20,000 pupils and 30,000 carers: read, looked over and applied by a worker, while people sign."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench.load import Shot
from bench.servers import ROOT
from bench.sizes import Sizes
from bench.world import World

WORKER = """
import json, resource, sys, time
import django; django.setup()
from roll.models.imports import PeopleImport
from roll.services.importing import worker
pk = sys.argv[1]
begun = time.perf_counter()
worker.run_waiting()
took = time.perf_counter() - begun
found = PeopleImport.objects.across_schools("bench").get(pk=pk)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"took": took, "peak": peak, "state": found.state, "counts": found.counts}))
"""


def make_list(path: Path, sizes: Sizes) -> None:
    """Write the list: families of one or two children, each with one or two carers."""
    head = "Adno,Forename,Surname,Year,Reg Group,Date of Birth,Contact Title,Contact Forename,Contact Surname,"
    head += "Relationship,Parental Responsibility,Primary Email,Mobile"
    lines, pupil, carer = [head], 0, 0
    family = 0
    while pupil < sizes.pupils:
        family += 1
        # Half the families have one child, half have two or three: 1.5 carers a pupil on the whole.
        children = min(1 if family % 3 else 2, sizes.pupils - pupil)
        carers = []
        for kind, title in (("Mother", "Ms"), ("Father", "Mr")):
            if carer < sizes.carers:
                carer += 1
                carers.append(
                    f"{title},Carer{carer},Family{family},{kind},Yes,c{carer}@bench.example,07700 {carer:06d}"
                )
        for _child in range(children):
            pupil += 1
            year = pupil % 7
            born = f"{1 + pupil % 28:02d}/03/20{12 + year}"
            who = f"{pupil:06d},Child{pupil},Family{family},{year or 'R'},Class {pupil % 800},{born}"
            lines += [f"{who},{each}" for each in carers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _work(pk: Any) -> dict[str, Any]:
    """Do what waits in a process of its own, as a worker does; returns seconds, MiB and where the import stands."""
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(pk)], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Crowd(threading.Thread):
    """A hundred people sign for as long as the worker works; remembers the slowest answer."""

    def __init__(self, port: int, world: World, signers: list[str]) -> None:
        super().__init__()
        self.port, self.world, self.signers = port, world, signers
        self.over = threading.Event()
        self.times: list[float] = []
        self.errors: list[BaseException] = []

    def run(self) -> None:
        fields = [("statement_0", "on"), ("statement_1", "on"), ("name", "Signer")]
        path = f"/s/{self.world.slug}/sign/{self.world.round}/"
        for signer in self.signers:
            if self.over.is_set():
                return
            try:
                self.times.append(Shot("POST", path, signer, fields, 302).send(self.port)[0])
                page = f"/s/{self.world.slug}/"
                self.times.append(Shot("GET", page, self.world.cookies["office"]).send(self.port)[0])
            except BaseException as error:
                self.errors.append(error)
                return
            time.sleep(0.25)  # a crowd over the whole time of the import, not a burst at its start


def measure(bench: Any, port: int, world: World, folder: Path) -> None:
    """Bring the list, read it, approve it, apply it; then bring it once more."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connections

    from ledger import services as ledger
    from people.queries.acting import actor_for
    from people.queries.directory import holders
    from roll.services.importing import lifecycle
    from schools.models.schools import School

    school = School.objects.get(slug=world.slug)
    office = actor_for(holders(school, "office")[0], school)
    path = folder / "list.csv"
    make_list(path, bench.sizes)

    def bring() -> Any:
        upload = SimpleUploadedFile("list.csv", path.read_bytes())
        return lifecycle.start(school=school, upload=upload, by=office)

    imported = bring()
    connections.close_all()
    first = bench.sizes.signatures
    crowd = _Crowd(port, world, world.signers[first : first + bench.sizes.crowd])
    crowd.start()
    read = _work(imported.pk)
    imported.refresh_from_db()
    lifecycle.approve(imported=imported, by=office)
    connections.close_all()
    applied = _work(imported.pk)
    crowd.over.set()
    crowd.join()
    if crowd.errors:
        raise crowd.errors[0]
    again = bring()
    connections.close_all()
    second = _work(again.pk)
    if (read["state"], applied["state"], second["state"]) != ("review", "done", "review"):
        raise RuntimeError(f"{read}\n{applied}\n{second}")
    _report(bench, read, applied, second, crowd.times)
    found = ledger.verify(school_id=school.pk)
    bench.add("import_broken_chains", float(len(found)), "findings", "verify afterwards", goal=0)


Found = dict[str, Any]


def _report(bench: Any, read: Found, applied: Found, second: Found, times: list[float]) -> None:
    people = applied["counts"]["new_pupils"] + applied["counts"]["new_carers"]
    how = f"{applied['counts']['rows']} rows, {people} people, one worker on 2 cores while others sign"
    bench.add("import_review_and_apply", read["took"] + applied["took"], "s", how, goal=60, n=people)
    bench.add("import_review", read["took"], "s", "of that: reading, comparing, writing the review", n=people)
    bench.add("import_apply", applied["took"], "s", "of that: reading again, comparing, writing everything", n=people)
    peak = max(read["peak"], applied["peak"], second["peak"])
    bench.add("import_worker_memory", peak, "MiB", "the largest of three worker processes, whole process", goal=300)
    how = "signatures and home pages meanwhile"
    bench.add("import_slowest_answer", max(times) * 1000, "ms", how, goal=1000, n=len(times))
    changed = second["counts"]["new"] + second["counts"]["changed"]
    bench.add("import_second_changes", float(changed), "lines", "the same list again", goal=0)
    bench.add("import_second_review", second["took"], "s", "reading the same list again", n=people)
