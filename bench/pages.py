"""Which requests are measured, and how heavy pages are on the wire."""

from __future__ import annotations

import re
import urllib.request
from typing import Any

import brotli

from bench.load import Measured, Shot
from bench.world import World


def yardstick(bench: Any, port: int, session: str) -> dict[str, Measured]:
    """Measure the bare views."""
    reads = bench.sizes.reads
    return {
        "constant": bench.speed("bare_constant", port, lambda _n: Shot("GET", "/"), reads * 2),
        "rows": bench.speed("bare_rows", port, lambda _n: Shot("GET", "/rows/", session), reads),
        "post": bench.speed(
            "bare_post", port, lambda n: Shot("POST", "/note/", session, [("text", f"Line {n}")], 302), reads
        ),
    }


def ours(bench: Any, port: int, world: World, bare: dict[str, Measured]) -> None:
    """Measure our pages, each beside its bare kin."""
    base, reads = f"/s/{world.slug}/", bench.sizes.reads
    if bench.wants("report_start"):
        measured = bench.speed("report_start", port, lambda _n: Shot("GET", f"{base}report/"), reads)
        bench.ratio("report_start", measured, bare["constant"], 0.5)
    for name, path, who in (
        ("home", base, "teacher"),
        ("inbox", f"{base}concerns/", "dsl"),
        ("chase", f"{base}rounds/{world.round}/", "office"),
        ("board", f"{base}board/", "governor"),
    ):
        if bench.wants(name):
            cookies = world.cookies[who]
            measured = bench.speed(name, port, lambda _n: Shot("GET", path, cookies), reads // 2)  # noqa: B023
            bench.ratio(name, measured, bare["rows"], 0.5)
    if bench.wants("sign_post"):
        fields = [("statement_0", "on"), ("statement_1", "on"), ("name", "Signer")]
        path = f"{base}sign/{world.round}/"
        measured = bench.speed(
            "sign_post", port, lambda n: Shot("POST", path, world.signers[n], fields, 302), bench.sizes.signatures
        )
        bench.ratio("sign_post", measured, bare["post"], 0.5)
    if bench.wants("report_post"):
        path = f"{base}report/check/"
        drafts = [f"sitting={draft}" for draft in world.drafts]
        measured = bench.speed("report_post", port, lambda n: Shot("POST", path, drafts[n], [], 302), len(drafts))
        bench.ratio("report_post", measured, bare["post"], 57 / 613)


def _get(port: int, path: str, cookies: str = "") -> tuple[bytes, int]:
    """Return (body, bytes on the wire) as a browser that takes brotli gets it, with no proxy between."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "br", "Cookie": cookies}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        body, coding = answer.read(), answer.headers.get("Content-Encoding", "")
    if coding == "br":
        return brotli.decompress(body), len(body)
    return body, len(body)


def weights(bench: Any, port: int, world: World) -> None:
    """Weigh the reporter's first page with all it brings, and the next one."""
    if not bench.wants("weight"):
        return
    path = f"/s/{world.slug}/report/"
    page, first = _get(port, path)
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())
    parts = {part for part in found if not part.endswith(".ico")}
    whole = first + sum(_get(port, part)[1] for part in parts)
    how = "HTML uncompressed (a proxy would halve it), style, script, icon and font as sent"
    bench.add("weight_first_visit", whole / 1000, "kB", how, goal=60, n=len(parts) + 1)
    later = _get(port, f"{path}q/about/")[1]
    bench.add("weight_later_page", later / 1000, "kB", "HTML only: the rest is in the browser's cache", goal=20)
