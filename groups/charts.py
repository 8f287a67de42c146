"""Small drawings of eight weeks: figures in, shapes out; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing: 480 x 132, a bar for each week, its figure above it.
WIDTH, BASE, TALLEST, GAP = 480, 108, 84, 12
SMALLEST = 3


@dataclass(frozen=True)
class Bar:
    """`value` is None where nothing can be said: then there is a mark on the line and no bar."""

    value: int | None
    x: float
    y: float
    width: float
    height: float
    is_last: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def label_y(self) -> float:
        return round(self.y - 6, 1)


def bars_of(values: Sequence[int | None], *, most: int | None = None) -> list[Bar]:
    """One bar for each value; `most`, or else the tallest, reaches the top. Nothing at all is a line on the ground."""
    most = most or max([value for value in values if value] or [1])
    width = (WIDTH - GAP) / max(len(values), 1) - GAP
    bars = []
    for place, value in enumerate(values):
        height = max(TALLEST * value / most, SMALLEST) if value else 0
        x = GAP + place * (width + GAP)
        bars.append(
            Bar(
                value,
                round(x, 1),
                round(BASE - height, 1),
                round(width, 1),
                round(height, 1),
                place == len(values) - 1,
            )
        )
    return bars
