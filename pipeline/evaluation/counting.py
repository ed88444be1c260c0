"""Counts and what is made of them: precision, recall, F1, shares, intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """``hit`` of ``predicted`` are right, out of ``gold`` that there are. Of nothing in nothing, all is right."""

    hit: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        if self.predicted:
            return self.hit / self.predicted
        return 0.0 if self.gold else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0-1."""
        together = self.precision + self.recall
        return 2 * self.precision * self.recall / together if together else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.hit + other.hit, self.predicted + other.predicted, self.gold + other.gold)

    def as_dict(self) -> dict[str, float]:
        return {
            "p": round(self.precision, 4), "r": round(self.recall, 4), "f1": round(self.f1, 4),
            "hit": self.hit, "pred": self.predicted, "gold": self.gold,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` out of ``of``; of nothing, all is right."""

    right: int
    of: int

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)


NO_SCORE, NO_SHARE = Score(0, 0, 0), Share(0, 0)
"""Where adding up begins."""
Z_95 = 1.959964
"""Two-sided 95 % of the normal distribution."""


def wilson(errors: float, checked: float, z: float = Z_95) -> tuple[float, float]:
    """The interval (0-1) of an error rate seen ``errors`` times in ``checked``: Wilson's, which stays inside 0-1 and
    says something even after no error at all. Neither needs to be whole: records in clusters count for less than one."""
    if not checked:
        return 0.0, 1.0
    rate = errors / checked
    middle = rate + z * z / (2 * checked)
    spread = z * math.sqrt(rate * (1 - rate) / checked + z * z / (4 * checked * checked))
    scale = 1 + z * z / checked
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
