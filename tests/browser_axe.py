"""What axe complains of on the page that is open. The script goes in once a page, and only complaints come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH

SCRIPT = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
# Lists of what is well are nine tenths of an answer, and take longer to carry over than the page took to look at.
RUN = """() => axe.run({resultTypes: ["violations"]}).then(found => found.violations.map(
  one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""


def bring(context: Any) -> None:
    """Let every page of this browser come with axe: the script is carried over once, and not for each page anew."""
    context.add_init_script(SCRIPT)


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Return (rule, the first three places) for each rule of axe that the page breaks."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(SCRIPT)
    return [(rule, places) for rule, places in page.evaluate(RUN)]
