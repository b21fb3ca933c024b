"""System checks: each sealed model names a stable label, and no two models share one."""

import re
from collections.abc import Iterable

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.models import Model

from core.sealing.fields import SealedModel

LABEL = re.compile(r"[a-z][a-z_]*[a-z]")


@register(Tags.models)
def check_seal_labels(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Check every model, whichever apps were asked for: a label is taken wherever the other model stands."""
    return label_faults(apps.get_models())


def label_faults(models: Iterable[type[Model]]) -> list[CheckMessage]:
    """Return an error for each sealed model without a label of its own, and for each label that is taken already."""
    faults: list[CheckMessage] = []
    taken: dict[str, type[Model]] = {}
    for model in models:
        label = getattr(model, "seal_label", None)
        if label is None and not issubclass(model, SealedModel):
            continue
        if not isinstance(label, str) or not LABEL.fullmatch(label):
            faults.append(_fault(model, f"seal_label is {label!r}", "core.E001"))
        elif label in taken:
            other = taken[label]._meta.label
            faults.append(_fault(model, f"seal_label {label!r} is taken by {other}", "core.E002"))
        else:
            taken[label] = model
    return faults


def _fault(model: type[Model], what: str, code: str) -> Error:
    hint = 'Name a stable label in lower case with underscores, such as "case_entry". Never change it later.'
    return Error(what, hint=hint, obj=model, id=code)
