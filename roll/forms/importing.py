"""Clean input for bringing lists of people in, and for taking them out."""

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardBoxes, CardRadios, Hinted, hide_optional_mark
from core.pages.layouts import FormData, PageForm
from roll.models.imports import ImportLine, PeopleImport
from roll.rules.reading.fields import FIELDS
from roll.rules.reading.headings import letter, missing
from roll.states import ImportKind, LineChoice

LARGEST_MB = 50
LEAVE_OUT = ""


class UploadForm(PageForm):
    """A file with people in it; what kind of list it is shows from its headings."""

    file = forms.FileField(
        label=_("Choose the file"),
        allow_empty_file=True,
        help_text=_("Excel (.xlsx) or CSV, as your system gives it. Leave its first rows as they are."),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": _("Choose the file with the list")},
    )
    button = _("Check the file")

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before anything reads it."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) >= LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(_now("The file must be smaller than %(most)s MB") % {"most": LARGEST_MB})
        return file


class ColumnsForm(PageForm):
    """What each column of the file holds; "" leaves a column out."""

    button = _("Check the file again")

    def __init__(self, data: FormData, *, imported: PeopleImport, back: str) -> None:
        super().__init__(data, back=back)
        self._kind = ImportKind(imported.kind)
        self._words = {field.key: field.words for field in FIELDS[self._kind]}
        fields, choices = imported.column_fields, [(LEAVE_OUT, _("Leave this column out")), *self._words.items()]
        for index, heading in enumerate(imported.headings):
            words = {"letter": letter(index), "heading": heading or _now("no heading")}
            label, initial = _now("Column %(letter)s: %(heading)s") % words, fields.get(index, LEAVE_OUT)
            field = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
            self.fields[f"column_{index}"] = field
        hide_optional_mark(*self.fields.values())

    def clean(self) -> dict[str, object]:
        """Want each thing once, and what no list can do without."""
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for name in self.fields:
            key = data.get(name, LEAVE_OUT)
            if key and key in seen:
                words = _now("“%(field)s” is chosen for two columns. Choose it once") % {"field": self._words[key]}
                self.add_error(name, words)
            elif key:
                seen[key] = name
        for spec in missing(self._kind, dict(enumerate(seen))):
            self.add_error(None, _now("Say which column holds “%(field)s”") % {"field": spec.words})
        return data

    @property
    def columns(self) -> dict[int, str]:
        """Return {index: field key} for every column, "" for those left out."""
        return {int(name.partition("_")[2]): value for name, value in self.cleaned_data.items()}


class MatchForm(forms.Form):
    """For each close match of a page: the same person, a new one, or not yet decided."""

    def __init__(self, data: FormData, *, lines: Iterable[ImportLine]) -> None:
        super().__init__(data)
        self.lines = list(lines)
        choices = [
            (
                LineChoice.SAME.value,
                Hinted(_("Yes, the same person"), _("What the file says is added to the person you have.")),
            ),
            (LineChoice.NEW.value, Hinted(_("No, somebody new"), _("A new person comes into the list."))),
        ]
        for line in self.lines:
            label, initial = _now("Is it the same person?"), line.choice
            self.fields[f"line_{line.pk.hex}"] = forms.ChoiceField(
                label=label, required=False, initial=initial, choices=choices, widget=CardRadios
            )
        hide_optional_mark(*self.fields.values())

    @property
    def asked(self) -> list[tuple[ImportLine, forms.BoundField]]:
        """Return (line, bound field) for the page."""
        return [(line, self[f"line_{line.pk.hex}"]) for line in self.lines]

    def choices(self) -> list[tuple[ImportLine, str]]:
        """Return (line, choice) where the answer is another than before."""
        given = [(line, self.cleaned_data[f"line_{line.pk.hex}"]) for line in self.lines]
        return [(line, choice) for line, choice in given if choice != line.choice]


class EndForm(forms.Form):
    """Who of those missing in the file has left, or who loses a right. Who is not ticked stays as they are."""

    LABELS = {"left": _("Tick who has left"), "right": _("Tick who loses it")}

    def __init__(self, data: FormData, *, lines: Iterable[ImportLine]) -> None:
        super().__init__(data)
        self.lines = list(lines)
        self.fields["end"] = forms.MultipleChoiceField(
            label=self.LABELS.get(self.lines[0].sort if self.lines else "left"),
            required=False,
            initial=[str(line.pk) for line in self.lines if line.choice == LineChoice.END],
            choices=[(str(line.pk), Hinted(line.title, _hint(line))) for line in self.lines],
            widget=CardBoxes(tick_all=_("Tick all on this page")),
            error_messages={"invalid_choice": _("The list has changed. Look at it again and tick once more")},
        )
        hide_optional_mark(self.fields["end"])

    def choices(self) -> list[tuple[ImportLine, str]]:
        """Return (line, choice) where the answer is another than before; a page that was saved counts as answered."""
        ticked = set(self.cleaned_data["end"])
        given = [(line, (LineChoice.END if str(line.pk) in ticked else LineChoice.KEEP).value) for line in self.lines]
        return [(line, choice) for line, choice in given if choice != line.choice]


def _hint(line: ImportLine) -> str:
    """Return what is known of somebody, on one line: "Year 6, Gorse", "may sign: yes, in the file no"."""
    facts = [*line.detail.get("facts", ()), *([line.words] if line.words else ())]
    facts += [f"{what}: {before} → {after}" for what, before, after in line.changes_in_words]
    return ", ".join(facts)


class ExportForm(PageForm):
    """Which list leaves the portal, and why."""

    kind = forms.ChoiceField(
        label=_("Which list?"),
        choices=[
            (
                "pupils",
                Hinted(
                    _("Pupils and their carers"), _("One row for each carer. Carers barred by a court are left out.")
                ),
            ),
            ("staff", Hinted(_("Staff"), _("Names, roles, dates and addresses."))),
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose a list"), "invalid_choice": _("Choose a list")},
    )
    shape = forms.ChoiceField(
        label=_("As what?"),
        choices=[("xlsx", _("Excel")), ("csv", _("CSV"))],
        initial="xlsx",
        widget=CardRadios,
        error_messages={"required": _("Choose Excel or CSV"), "invalid_choice": _("Choose Excel or CSV")},
    )
    reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Names leave the portal with this file. Your reason is kept on record."),
        max_length=300,
        error_messages={"required": _("Say why you need the list")},
    )
    button = _("Make the file")
