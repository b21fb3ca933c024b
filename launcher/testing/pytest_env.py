"""Gives the tests their environment before Django reads its settings (loaded with ``-p`` in pyproject.toml).

Called through ``./portal test`` the environment is there already. Called as plain pytest, the embedded services are
used, and started if need be.
"""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path

from launcher import exported, system


def _prepare() -> None:
    # async: Playwright's sync API runs an event loop in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    exported.forget(os.environ)
    if os.environ.get("PORTAL_MODE") != "test":
        from launcher.servers.embedded import Services

        services = Services()
        services.start()
        atexit.register(services.let_go)
        os.environ.update(services.environment("test"))
    os.environ["PORTAL_BASE_URL"] = "http://127.0.0.1:8000"
    os.environ.setdefault("CHROMIUM", system.browser())
    # WhiteNoise warns when there is no folder of collected files, and a warning is an error here.
    (Path(os.environ["PORTAL_VAR"]) / "static").mkdir(parents=True, exist_ok=True)
    _keep_compiled()


def _keep_compiled() -> None:
    """Where Python is told to write no compiled modules, keep them among our own files.

    The tests start Python some hundred times, and each process would compile Django and all else anew: more than half
    of its start.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(Path(os.environ["PORTAL_VAR"]) / "pycache")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


_prepare()
