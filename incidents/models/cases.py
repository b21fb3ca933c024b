"""A case: its holder, its readers, the people it is about, and who has opened it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.db.immutable import ImmutableModel, ImmutableOwnedModel
from core.db.school_scope import CompositeForeignKey, OwnedModel, owner_key, same_school
from core.sealing.fields import SealedModel, SealedTextField
from incidents.models.reports import Report
from incidents.states.kinds import Kind
from incidents.states.workflow import Capacity, Danger, State
from people.models.persons import Person, known_here
from people.models.pupils import Pupil, pupil_here


def of_case(table: str) -> CompositeForeignKey:
    """Hold a row to a case of its own school."""
    return same_school(f"{table}_of_case", "case", "incidents.Case")


class Case(SealedModel, OwnedModel):
    """What the school does about a report. Times are whole minutes, so that no millisecond ties it to a request."""

    seal_label: ClassVar[str] = "case"

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="case")
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    danger = models.CharField(max_length=10, choices=Danger.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    passed_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=20)
    second_person = models.BooleanField(default=False, help_text="Closing needs a second person")
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    first_look_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    wait_until = models.DateField(null=True)
    next_step = SealedTextField(null=True)
    next_due = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    question_open = models.BooleanField(
        default=False, help_text="The school asked the reporter and waits for an answer"
    )

    class Meta(OwnedModel.Meta):
        constraints = [
            owner_key("incidents_case"),
            same_school("incidents_case_of_report", "report", "incidents.Report"),
            known_here("incidents_case", "holder"),
            known_here("incidents_case", "passed_to"),
            models.CheckConstraint(name="incidents_case_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="incidents_case_danger", condition=Q(danger__in=Danger.values)),
            models.CheckConstraint(name="incidents_case_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="incidents_case_held",
                condition=Q(state=State.NEW) ^ Q(holder__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incidents_case_waits", condition=Q(state=State.WAITING) ^ Q(wait_until__isnull=True)
            ),
            models.CheckConstraint(
                name="incidents_case_passed", condition=Q(state=State.PASSED) ^ Q(passed_to__isnull=True)
            ),
            models.CheckConstraint(
                name="incidents_case_closed", condition=Q(state=State.CLOSED) ^ Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="incidents_case_danger_never_waits", condition=~Q(danger=Danger.NOW, state=State.WAITING)
            ),
        ]
        indexes = [models.Index(fields=["school", "state", "danger", "opened_at"], name="incidents_case_inbox")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """The label of its stream in the ledger and of its notices."""
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether something is still to be done."""
        return self.state != State.CLOSED

    def get_absolute_url(self) -> str:
        """Return the address of the case page; it holds the reference and nothing else."""
        return reverse("incidents:case", args=[self.school.slug, self.reference])


class CaseReader(OwnedModel):
    """Who may read a case, and as what. Ends with the role; a denial beats it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    as_role = models.CharField(max_length=30, help_text="The role through which it came")
    why = models.CharField(max_length=20, help_text="first, next_in_line, passed, cover or added")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            of_case("incidents_casereader"),
            known_here("incidents_casereader"),
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(until_at__isnull=True), name="incidents_casereader_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "school"], name="incidents_casereader_mine")]

    def __str__(self) -> str:
        return f"{self.as_role} reads {self.case_id}"


class Party(OwnedModel):
    """A person or pupil of a case. ``excluded``: may never know of it, whatever they hold."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    excluded = models.BooleanField(default=True)
    by_office = models.BooleanField(default=False, help_text="Kept out because the report names their office")

    class Meta(OwnedModel.Meta):
        constraints = [
            of_case("incidents_party"),
            known_here("incidents_party"),
            pupil_here("incidents_party"),
            models.CheckConstraint(
                name="incidents_party_one", condition=Q(person__isnull=True) ^ Q(pupil__isnull=True)
            ),
            models.CheckConstraint(name="incidents_party_capacity", condition=Q(capacity__in=Capacity.values)),
            models.CheckConstraint(
                name="incidents_party_subject_excluded", condition=~Q(capacity=Capacity.SUBJECT) | Q(excluded=True)
            ),
            models.UniqueConstraint(fields=["case", "person", "capacity"], name="incidents_party_person_once"),
            models.UniqueConstraint(fields=["case", "pupil", "capacity"], name="incidents_party_pupil_once"),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} of {self.case_id}"


class CaseView(ImmutableOwnedModel):
    """That somebody opened a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="views")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ImmutableModel.Meta):
        db_table = "incidents_look"
        constraints = [of_case("incidents_look"), known_here("incidents_look")]
        indexes = [models.Index(fields=["case", "person", "at"], name="incidents_look_of_case")]

    def __str__(self) -> str:
        return f"View of {self.case_id}"
