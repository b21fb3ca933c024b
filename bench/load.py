"""A closed loop of clients against one server: requests a second, and how long each took."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "a" * 32
SIGNED_OUT = ("/accounts/", "/signed-out/")
Make = Callable[[int], "Shot"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One request and the answer that counts."""

    method: str
    path: str
    cookies: str = ""
    fields: Sequence[tuple[str, str]] = ()
    status: int = 200

    def send(self, port: int) -> tuple[float, int, str]:
        """Send it on a line of its own; returns (seconds, bytes of the body, where it leads)."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": f"{self.cookies}; csrftoken={TOKEN}".lstrip("; "), "Host": f"127.0.0.1:{port}"}
        body = None
        if self.method == "POST":
            body = urlencode([("csrfmiddlewaretoken", TOKEN), *self.fields])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        line.request(self.method, self.path, body, headers)
        answer = line.getresponse()
        size = len(answer.read())
        took = time.perf_counter() - begun
        line.close()
        if answer.status != self.status:
            raise RuntimeError(f"{self.method} {self.path} answered {answer.status}, not {self.status}")
        leads = answer.headers.get("Location", "")
        if leads.startswith(SIGNED_OUT):
            raise RuntimeError(f"{self.method} {self.path} was answered as if nobody had signed in")
        return took, size, leads


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run gave: per second, and milliseconds (median, fifth and ninety-fifth of a hundred)."""

    rate: float
    median: float
    low: float
    high: float
    n: int
    worst: float = 0.0


def run(port: int, make: Make, n: int, clients: int) -> Measured:
    """Send ``n`` requests made by ``make(number)`` from ``clients`` threads."""
    times: list[float] = []
    errors: list[BaseException] = []
    numbers = iter(range(n))
    lock = threading.Lock()

    def client() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None or errors:
                return
            try:
                took = make(number).send(port)[0]
            except BaseException as error:
                errors.append(error)
                return
            times.append(took)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    if errors:
        raise errors[0]
    cuts = statistics.quantiles(times, n=20)
    return Measured(
        len(times) / whole,
        statistics.median(times) * 1000,
        cuts[0] * 1000,
        cuts[-1] * 1000,
        len(times),
        max(times) * 1000,
    )
