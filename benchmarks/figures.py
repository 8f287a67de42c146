"""Figures: what was measured in each round, its median and its spread, and the table that shows them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of the table. `least` and `most` are the aim, where there is one, for the median."""

    name: str
    unit: str
    rounds: tuple[float, ...]
    least: float | None = None
    most: float | None = None

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def aim(self) -> str:
        sides = [] if self.least is None else [f">= {self.least:g}"]
        sides += [] if self.most is None else [f"<= {self.most:g}"]
        return " and ".join(sides)

    @property
    def verdict(self) -> str:
        if not self.aim:
            return ""
        is_high_enough = self.least is None or self.median >= self.least
        is_low_enough = self.most is None or self.median <= self.most
        return "met" if is_high_enough and is_low_enough else "MISSED"

    def __str__(self) -> str:
        spread = f"{written(min(self.rounds))} .. {written(max(self.rounds))}" if len(self.rounds) > 1 else ""
        value = f"{written(self.median)} {self.unit}".strip()
        return f"{self.name:<58} {value:>14}  {spread:<22} {self.aim:<18} {self.verdict}".rstrip()


def written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def ratio(name: str, of: list[float], to: list[float], **aim: float | None) -> Figure:
    """Round by round, so that a busy moment of the machine weighs on both sides."""
    return Figure(name, "x", tuple(one / other for one, other in zip(of, to, strict=True)), **aim)


@dataclass
class Report:
    """Prints each part as soon as it is known, and keeps all of it as JSON."""

    path: Path
    about: dict[str, object]
    parts: dict[str, list[Figure]] = field(default_factory=dict)

    def add(self, part: str, figures: list[Figure]) -> None:
        self.parts[part] = figures
        print(f"\n{part}")
        for figure in figures:
            print(f"  {figure}", flush=True)
        self.save()

    def save(self) -> None:
        parts = {
            part: [
                {
                    "name": figure.name,
                    "unit": figure.unit,
                    "median": figure.median,
                    "rounds": figure.rounds,
                    "aim": figure.aim,
                    "verdict": figure.verdict,
                }
                for figure in figures
            ]
            for part, figures in self.parts.items()
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({**self.about, "parts": parts}, indent=1) + "\n", encoding="utf-8")

    def missed(self) -> list[str]:
        figures = [figure for part in self.parts.values() for figure in part]
        return [figure.name for figure in figures if figure.verdict == "MISSED"]
