"""`./portal picture`: draws the apps and the imports between them into docs/reference/apps.svg."""

from __future__ import annotations

from pathlib import Path

from launcher import say
from launcher.checks import modules
from launcher.checks.files import own_files, shown
from launcher.paths import ROOT
from schoolsocial import APPS

PICTURE = Path("docs/reference/apps.svg")
COLUMN, ROW, WIDTH, HEIGHT, MARGIN = 78, 46, 112, 30, 24  # pixels
STYLE = """
  text { font: 15px system-ui, sans-serif; fill: #1d2a35; text-anchor: middle }
  rect { fill: #e8eef3; stroke: #34566f; rx: 6px }
  rect.page { fill: #fff; stroke: none }
  path { fill: none; stroke: #8fa3b3; stroke-width: 1.5 }
  circle { fill: #34566f }
  .upward { stroke: #b3261e } circle.upward { fill: #b3261e }
"""


def imported(root: Path = ROOT, apps: tuple[str, ...] = APPS) -> dict[str, list[str]]:
    """The apps that each app imports, both in the order of the layers. Migrations do not count."""
    found = {app: _targets(root / app, root) for app in apps if (root / app).is_dir()}
    return {app: [other for other in found if other in targets and other != app] for app, targets in found.items()}


def _targets(folder: Path, root: Path) -> set[str]:
    files = (path for path in own_files(".py", root=folder) if "migrations" not in path.parts)
    return {each.parts[0] for path in files for each in modules.imports(path, root)}


def draw(edges: dict[str, list[str]]) -> str:
    """The picture: the apps from top to bottom, and a line from each app to every app that it imports."""
    apps = list(edges)
    lines, dots, boxes = [], [], []
    for row, app in enumerate(apps):
        x, y = MARGIN + row * COLUMN, MARGIN + row * ROW
        boxes.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}"/>')
        boxes.append(f'<text x="{x + WIDTH // 2}" y="{y + 20}">{app}</text>')
        for other in edges[app]:
            column = apps.index(other)
            down = column > row
            kind = "" if down else ' class="upward"'
            across, middle = MARGIN + column * COLUMN + WIDTH // 2, y + HEIGHT // 2
            end = MARGIN + column * ROW + (0 if down else HEIGHT)
            lines.append(f'<path{kind} d="M{x + (WIDTH if down else 0)} {middle}H{across}V{end}"/>')
            dots.append(f'<circle{kind} cx="{across}" cy="{middle}" r="4"/>')
    wide, high = 2 * MARGIN + (len(apps) - 1) * COLUMN + WIDTH, 2 * MARGIN + (len(apps) - 1) * ROW + HEIGHT
    told = " ".join(f"{app} imports {', '.join(edges[app]) or 'no app'}." for app in apps)
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {wide} {high}">',
        "<title>The apps and the imports between them</title>",
        f"<desc>{told}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{wide}" height="{high}"/>',
    ]
    return "\n".join([*head, *lines, *dots, *boxes, "</svg>", ""])


def check(root: Path = ROOT, apps: tuple[str, ...] = APPS) -> list[str]:
    """One fault when the picture is not what the code says."""
    path = root / PICTURE
    if path.is_file() and path.read_text(encoding="utf-8") == draw(imported(root, apps)):
        return []
    return [f"{shown(path)} is out of date. Run ./portal picture"]


def command(arguments: list[str]) -> int:
    """Draws the picture anew."""
    (ROOT / PICTURE).write_text(draw(imported()), encoding="utf-8")
    say.line(f"{PICTURE} is up to date.")
    return 0
