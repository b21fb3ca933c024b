"""What every page with a form does alike."""

from __future__ import annotations

from typing import Any


def posted(request: Any) -> Any:
    """Return what was sent, also when it is empty, or None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None
