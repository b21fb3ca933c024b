"""The test bed: real PostgreSQL as the web role, one movable clock, a live server, a real browser, and a fixed cast."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import database

# A loaded machine is slow, not wrong; on CI the same examples every time.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
hypothesis_settings.load_profile("house")


LONG = {
    "tests/access/test_axe.py": 330,
    "tests/look/": 200,
    "tests/kill/": 150,
    "tests/stories/year/": 130,
    "tests/stories/": 120,
    "tests/access/test_table.py": 90,
}
"""What takes long, and for about how many seconds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``: the tests that take minutes run too."""
    parser.addoption("--long", action="store_true", help="run the tests that take minutes too")


def pytest_configure(config: pytest.Config) -> None:
    """Let templates know their lines while coverage is measured.

    Without them the plugin for templates measures none, and takes ten gigabytes of memory.
    """
    if getattr(config.option, "cov_source", None):
        from django.template import engines

        engines["django"].engine.debug = True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, and say so, unless it is asked for; begin with what takes long."""
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: ./portal test --long"))
    items[:] = _long_first(items)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: it took a tenth of the time to look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _long_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests so that each of two processes, which get one half each, begins with its share of the long ones.

    The short ones stay in their random order. Whoever is ready first takes of the short ones at the end of the other's
    half, so that both end together.
    """
    long: dict[str, list[pytest.Item]] = {start: [] for start in LONG}
    short = []
    for item in items:
        long.get(next((start for start in LONG if item.nodeid.startswith(start)), ""), short).append(item)
    first: list[pytest.Item] = []
    second: list[pytest.Item] = []
    seconds = [0, 0]
    for start, group in long.items():
        less = seconds.index(min(seconds))
        (first, second)[less].extend(group)
        seconds[less] += LONG[start] if group else 0
    middle = max(0, len(items) // 2 - len(first))
    return first + short[:middle] + second + short[middle:]


@pytest.fixture(scope="session")
def database_name(worker_id: str) -> str:
    """The database of this test process."""
    return f"test_{os.getpid()}_{worker_id}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, database_name: str) -> Iterator[None]:
    """Clone the template, and connect to it as the web role."""
    from django.conf import settings
    from django.db import connection

    database.clone(database_name)
    settings.DATABASES["default"]["NAME"] = database_name
    connection.settings_dict["NAME"] = database_name
    connection.settings_dict["CONN_MAX_AGE"] = 0
    os.environ["DATABASE_URL"] = database.web_url(database_name)
    yield
    with django_db_blocker.unblock():
        connection.close()
    database.drop(database_name)


@pytest.fixture
def transactional_db() -> None:
    """Forbidden: it flushes by TRUNCATE, which our tables refuse. Use ``committed``."""
    raise pytest.UsageError("Use the fixture 'committed' in place of transactional_db")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker, database_name: str) -> Iterator[None]:
    """Real commits, seen by other processes; afterwards the database is cloned anew."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
        database.clone(database_name)


@pytest.fixture
def owner_connection(request: pytest.FixtureRequest, database_name: str) -> Iterator:
    """A connection as the database owner, who can do what the web role cannot. Only sees committed rows."""
    connection = database.connect(database_name)
    yield connection
    connection.close()


class Clock:
    """The one clock, for this process and every process started by a test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.moment: dt.datetime | str = "now"
        """What it was last set to; or in words that it was not set, or has been moved since."""

    def set(self, moment: dt.datetime) -> None:
        """Make it ``moment`` now (a naive one is London time)."""
        from zoneinfo import ZoneInfo

        self.moment = moment
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo("Europe/London"))
        shift = (moment - dt.datetime.now(dt.UTC)).total_seconds()  # noqa: TID251 - the clock is set by the real one
        self._write(shift)

    def _write(self, shift: float) -> None:
        # In one step: a process that reads while it is written would see an empty file, and the machine's own time.
        beside = self.path.with_name(f"{self.path.name}.new")
        beside.write_text(repr(shift), encoding="ascii")
        beside.replace(self.path)

    def wait(self, moment: dt.datetime) -> None:
        """Move on to ``moment`` unless it is past."""
        from core import clock

        if (ahead := (moment - clock.now()).total_seconds()) > 0:
            self._write(float(self.path.read_text(encoding="ascii")) + ahead)

    def advance(self, **amount: float) -> None:
        """Move on by a timedelta's keywords."""
        self.moment = "moved"
        shift = float(self.path.read_text(encoding="ascii") or 0) if self.path.exists() else 0.0
        self._write(shift + dt.timedelta(**amount).total_seconds())


@pytest.fixture
def clock(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Move the time of web, worker and beat alike."""
    path = tmp_path / "clock"
    settings.CLOCK_FILE = str(path)
    monkeypatch.setenv("CLOCK_FILE", str(path))
    return Clock(path)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path: Path) -> None:
    """Nothing a test writes lands beside real data."""
    settings.SEALED_ROOT = tmp_path / "sealed"
    settings.HEADS_FILE = tmp_path / "heads.jsonl"


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> str:
    """The broker, one database number for each test process."""
    number = 1 + (int(worker_id[2:]) if worker_id.startswith("gw") else 0)
    return urlparse(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()


@pytest.fixture
def live(committed: None, settings) -> Iterator[str]:
    """The address of a live server in this process."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override=None)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    address = f"http://127.0.0.1:{server.port}"
    settings.PORTAL_BASE_URL = address
    yield address
    server.terminate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, quiet on a closed network."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}


@pytest.fixture
def js() -> bool:
    """Whether JavaScript is on; parametrise a test with ``js`` to try both."""
    return True


@pytest.fixture
def browser_page(browser, live: str, js: bool) -> Iterator:
    """A page of a phone-sized Chromium at the live server, in British English."""
    context = browser.new_context(
        base_url=live, java_script_enabled=js, locale="en-GB", viewport={"width": 360, "height": 740}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def cast(request: pytest.FixtureRequest):
    """The fixed cast at one school (tests/cast.py); real rows, made through the services (tests/replay.py)."""
    from tests.cast import make_cast
    from tests.replay import replayed

    if "committed" in request.fixturenames or "live" in request.fixturenames:
        return make_cast()
    request.getfixturevalue("db")
    if "clock" not in request.fixturenames:
        return replayed(make_cast, moment="now", wait=lambda _moment: None)
    clock = request.getfixturevalue("clock")
    return make_cast() if clock.moment == "moved" else replayed(make_cast, moment=clock.moment, wait=clock.wait)


@pytest.fixture
def sign_in():
    """Sign a test client or a browser page in as somebody, as if the e-mailed code had been typed."""
    from tests.cast import sign_in

    return sign_in
