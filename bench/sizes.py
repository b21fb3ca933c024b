"""How much is measured: the figures that are kept, and a quick run that only shows that everything works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of people, rows and requests."""

    reads: int = 400
    staff: int = 60
    families: int = 250
    signatures: int = 300
    reports: int = 300
    cases: int = 40
    crowd: int = 100
    crowd_rows: int = 5000
    pupils: int = 20_000
    carers: int = 30_000
    told: int = 80_000
    schools: int = 100
    letters: int = 5_000
    letter_schools: int = 10

    @property
    def signers(self) -> int:
        """Everybody signs once: alone, beside the import, and in the crowd."""
        return self.signatures + 2 * self.crowd


FULL = Sizes()
QUICK = Sizes(
    reads=8,
    staff=1,
    families=2,
    signatures=8,
    reports=8,
    cases=1,
    crowd=4,
    crowd_rows=20,
    pupils=20,
    carers=30,
    told=40,
    schools=2,
    letters=20,
    letter_schools=2,
)
