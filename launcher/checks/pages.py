"""What templates may not hold, and words that no file of ours may hold."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from launcher.checks.files import own_files, shown
from launcher.paths import ROOT

# A script must come from a file; blocks of data (JSON) are not run and may stand in the page.
INLINE = {
    "a script without a file": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"']", re.I),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "a javascript: link": re.compile(r"javascript:", re.I),
}
MOST_WIDE = 140
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.S)
WELL_KNOWN = {"/", "/home", "/root", "/srv", "/opt", "/tmp", "/var", "/var/lib", "/usr", "/usr/src", "/app", "/mnt"}
PRIVATE_INDEX = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i |-f )|file:///", re.M)


def inline(root: Path = ROOT / "templates") -> list[str]:
    """Inline style and script in templates, which the content policy refuses. Mail has no stylesheet, so it may."""
    faults = []
    for path in own_files(".html", root=root) if root.is_dir() else ():
        if "emails" in path.parts:
            continue
        text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text(encoding="utf-8"))
        for what, pattern in INLINE.items():
            for found in pattern.finditer(text):
                faults.append(f"{shown(path)}:{text.count(chr(10), 0, found.start()) + 1}: {what}")
    return faults


def too_wide(root: Path = ROOT / "templates") -> list[str]:
    """Lines of templates that nobody can read without scrolling to the side."""
    faults = []
    for path in own_files(".html", root=root) if root.is_dir() else ():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > MOST_WIDE:
                faults.append(f"{shown(path)}:{number}: {len(line)} characters, at most {MOST_WIDE}")
    return faults


def local_words(root: Path = ROOT) -> list[re.Pattern[str]]:
    """Names of this very machine: the project's folder, the one above it, its host name."""
    folders = [str(folder) for folder in (root, root.parent, Path.home()) if str(folder) not in WELL_KNOWN]
    words = [rf"(?<![\w./-]){re.escape(folder)}(?![\w-])" for folder in folders]
    host = socket.gethostname()
    if len(host) > 6 and any(letter.isdigit() for letter in host):  # a plain word would be found in plain text
        words.append(rf"\b{re.escape(host)}\b")
    return [re.compile(word) for word in words]


def workplace(root: Path = ROOT) -> list[str]:
    """Files that name the machine they were written on, or a private package index."""
    patterns, faults = local_words(root), []
    for path in own_files(root=root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern in patterns:
            for found in pattern.finditer(text):
                faults.append(f"{shown(path)}:{text.count(chr(10), 0, found.start()) + 1}: names {found.group()}")
        if path.name.startswith("requirements") and PRIVATE_INDEX.search(text):
            faults.append(f"{shown(path)}: names a package index")
    return faults
