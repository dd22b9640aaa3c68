"""`python -m tests.seeded --wards 2000`: recall, precision and proposals by rule, on many wards."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain

from tests.seeded.measure import Outcome, Place
from tests.seeded.runs import alone_runs, mixed_runs


@dataclass
class Tally:
    """Counts by rule over all outcomes, and a line for each difference."""

    due: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wards: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, day: object, outcome: Outcome) -> None:
        self.wards += len(outcome.about)
        for place in outcome.expected:
            self.due[place[1]] += 1
            self.hit[place[1]] += place in outcome.found
        for place in outcome.extra:
            self.extra[place[1]] += 1
        for place, right in outcome.proposals():
            self.proposed[place[1]] += 1
            self.right[place[1]] += right
            if not right:
                self._note("proposal", day, outcome, place)
        for word, places in (("missed", outcome.missed), ("extra", outcome.extra), ("severity", outcome.severities()), ("doubled", outcome.doubled)):  # fmt: skip
            for place in places:
                self._note(word, day, outcome, place)
        self.differences += [f"{day} {why}" for why in outcome.failed]

    def _note(self, word: str, day: object, outcome: Outcome, place: Place) -> None:
        about = outcome.about[place[0]]
        form = "messy" if about.messy else "tidy"
        self.differences.append(f"{word} {day} {form} {place[1:]} after {about.why}")

    def show(self) -> None:
        print("rule     due   hit  extra  proposals  right")
        for rule in sorted(self.due | self.extra):
            counts = (
                self.due[rule],
                self.hit[rule],
                self.extra[rule],
                self.proposed[rule],
                self.right[rule],
            )
            print("{:6}{:6}{:6}{:7}{:11}{:7}".format(rule, *counts))
        due, hit, extra = self.due.total(), self.hit.total(), self.extra.total()
        print(f"{self.wards} wards, {due} flags due in {len(self.due)} rules")
        print(f"recall {hit / due:.2%}, precision {hit / (hit + extra):.2%}, ", end="")
        print(
            f"proposals right {self.right.total() / self.proposed.total():.2%} of {self.proposed.total()}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wards", type=int, default=2000, help="wards with several mistakes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tally, start = Tally(), time.perf_counter()
    runs = (
        alone_runs(given.seed),
        alone_runs(given.seed, messy=True),
        mixed_runs(given.wards, given.seed),
    )
    for day, outcome in chain(*runs):
        tally.add(day, outcome)
    for line in tally.differences:
        print(line)
    tally.show()
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
