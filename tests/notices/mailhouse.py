"""A mail server in a process of its own: counts what it accepted, keeps a journal, and kills others on command.

Run as ``python -m tests.notices.mailhouse <port> <journal>``. Each line it reads is a mood:
``kill <count> <pid> <before|after>``: when the count of accepted messages is reached, ``kill -9`` that process, before
the answer is written or after. ``take <n>``: hang up after so many a conversation. ``silent <0|1>``: accept connections
and never say a word.

The journal has a line for each event: ``accepted|answered <conversation> <Message-ID> <recipient>``, and
``opened|quit|gone <conversation>``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Moods:
    """What the server has been told to do."""

    kills: dict[int, tuple[int, str]] = field(default_factory=dict)
    take: int = 0
    silent: bool = False


class Conversation(SMTP):
    """One connection; its number stands in the journal."""

    def __init__(self, house: Post) -> None:
        super().__init__(house, hostname="mail.example", enable_SMTPUTF8=False)
        self.house = house
        self.number = house.next_number()
        self.taken = 0
        self.polite = False

    def connection_made(self, transport: Any) -> None:
        if self.house.moods.silent:
            self.house.held.append(transport)  # an open line on which nobody speaks
            return
        self.house.note("opened", self.number)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.house.moods.silent or self.transport is None:
            return
        self.house.note("quit" if self.polite else "gone", self.number)
        super().connection_lost(error)

    async def smtp_QUIT(self, arg: str) -> None:
        self.polite = True
        await super().smtp_QUIT(arg)


class Post:
    """What all conversations share: the count, the moods and the journal."""

    def __init__(self, journal: TextIO) -> None:
        self.journal = journal
        self.moods = Moods()
        self.accepted = 0
        self.numbers = 0
        self.held: list[Any] = []

    def next_number(self) -> int:
        """Number the conversations."""
        self.numbers += 1
        return self.numbers

    def note(self, *words: object) -> None:
        """Write a line that others read at once."""
        self.journal.write(" ".join(map(str, words)) + "\n")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Hang up when the conversation has had its share."""
        if self.moods.take and server.taken >= self.moods.take:
            return "421 4.7.0 Enough for now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Accept a message; kill whom the moods name, before the answer or after it."""
        found = MESSAGE_ID.search(envelope.original_content)
        which = f"{server.number} {found[1].decode() if found else '-'} {envelope.rcpt_tos[0]}"
        self.accepted += 1
        server.taken += 1
        self.note("accepted", which)
        pid, moment = self.moods.kills.pop(self.accepted, (0, ""))
        if moment == "before":
            kill(pid)
        self.note("answered", which)
        if moment == "after":
            asyncio.get_running_loop().call_soon(kill, pid)
        return "250 Accepted"

    def obey(self, line: str) -> None:
        """Take a mood from a line of standard input."""
        verb, *words = line.split()
        if verb == "kill":
            self.moods.kills[int(words[0])] = (int(words[1]), words[2])
        elif verb == "take":
            self.moods.take = int(words[0])
        elif verb == "silent":
            self.moods.silent = words[0] == "1"
            while self.held and not self.moods.silent:
                self.held.pop().abort()


def kill(pid: int) -> None:
    """``kill -9`` a process, or with a negative number a group."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def serve(port: int, journal: Path) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    with journal.open("a", buffering=1) as lines:
        post = Post(lines)
        server = await loop.create_server(lambda: Conversation(post), "127.0.0.1", port)
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        print(server.sockets[0].getsockname()[1], flush=True)
        while line := await reader.readline():
            post.obey(line.decode())
            print("done", flush=True)
        server.close()


@dataclass(frozen=True, slots=True)
class Accepted:
    """One acceptance: in which conversation, of which message, for whom, and whether it was the last thing said."""

    conversation: int
    message_id: str
    recipient: str
    last: bool


class MailHouse:
    """The handle on the server's process."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / f"journal-{os.getpid()}"
        self.journal.touch()
        self.port, self._read, self._counted = 0, 0, 0
        self.start()

    def start(self) -> None:
        """Listen; after a stop on the same port again, with the same journal."""
        root = Path(__file__).resolve().parent.parent.parent
        command = [sys.executable, "-m", "tests.notices.mailhouse", str(self.port), str(self.journal)]
        self.process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    @property
    def url(self) -> str:
        """What EMAIL_URL must be."""
        return f"smtp://127.0.0.1:{self.port}"

    def tell(self, mood: str) -> None:
        """Change a mood, and wait until it holds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(mood + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def lines(self, verb: str) -> list[list[str]]:
        """Return the words after a verb of each line of the journal."""
        split = [line.split() for line in self.journal.read_text().splitlines()]
        return [words[1:] for words in split if words[0] == verb]

    def count(self) -> int:
        """Return how many messages were accepted, duplicates included."""
        with self.journal.open("rb") as lines:
            lines.seek(self._read)
            new = lines.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        self._counted += whole.count(b"accepted ")
        return self._counted

    def speaking(self) -> int:
        """Return how many conversations are under way."""
        return len(self.lines("opened")) - len(self.lines("quit")) - len(self.lines("gone"))

    def accepted(self) -> list[Accepted]:
        """Return every acceptance in its order."""
        rows = self.lines("accepted")
        last = {row[0]: position for position, row in enumerate(rows)}
        return [Accepted(int(row[0]), row[1], row[2], last[row[0]] == n) for n, row in enumerate(rows)]

    def twice(self) -> list[Accepted]:
        """Return each acceptance that was followed by another one of the same message."""
        left = Counter(one.message_id for one in self.accepted())
        found = []
        for one in self.accepted():
            left[one.message_id] -= 1
            if left[one.message_id]:
                found.append(one)
        return found

    def stop(self) -> None:
        """Stop listening."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
