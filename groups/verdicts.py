"""Is the group well? One sentence by rule, with its reason: the first that is true. It judges no member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from groups.models import Group
from groups.models.groups import QUIET_AFTER
from groups.models.pulse import Mood

WISH_WAITS = timedelta(days=3)
YOUNG = timedelta(weeks=2)


class Need(IntEnum):
    """How much it needs its keeper, most first."""

    NOW = 0
    SOON = 1
    WELL = 2


@dataclass(frozen=True)
class Verdict:
    need: Need
    place: int  # of the rule; ties between groups are settled by it
    headline: str
    reason: str

    @property
    def rank(self) -> tuple[int, int]:
        return (self.need, self.place)

    @property
    def kind(self) -> str:
        """How the page shows it, by shape and word as well as by colour."""
        return {Need.NOW: "now", Need.SOON: "soon", Need.WELL: "well"}[self.need]

    @property
    def icon(self) -> str:
        return {Need.NOW: "chat", Need.SOON: "moon", Need.WELL: "check-circle"}[self.need]


def verdict_of(
    group: Group,
    *,
    late: Sequence[str],
    waiting: int,
    wishes: Sequence[datetime],
    moods: Sequence[Mood | None],
    met: int,
    next_at: datetime | None,
    now: datetime,
) -> Verdict:
    """`late` holds since when asks wait beyond the promised time, `moods` the ended weeks, oldest first."""
    if late:
        words = "An ask waits for an answer" if len(late) == 1 else f"{len(late)} asks wait for an answer"
        reason = "Nobody has said anything yet, and the group's own time has passed."
        return Verdict(Need.NOW, 0, words, f"{reason} The longest has waited since {_since(late[0])}.")
    if wishes and now - min(wishes) > WISH_WAITS:
        words = "Somebody asks to come in" if len(wishes) == 1 else f"{len(wishes)} people ask to come in"
        return Verdict(Need.NOW, 1, words, "They have waited for more than three days to hear a yes or a no.")
    if now - group.last_active_at > QUIET_AFTER:
        weeks = (now - group.last_active_at).days // 7
        return Verdict(
            Need.SOON,
            2,
            "It has become quiet here",
            f"Nobody has written, met or joined for {weeks} weeks. That can be fine; ask whether it is still wanted.",
        )
    said = [mood for mood in moods if mood]
    if said[-2:] == [Mood.LOW, Mood.LOW]:
        return Verdict(
            Need.SOON,
            3,
            "It is a heavy time for this group",
            "The last two weeks with enough answers were mostly low. A warm word may help, or time to listen.",
        )
    if met and next_at is None:
        return Verdict(
            Need.SOON, 4, "No meeting is planned", "The group has met lately, and there is no next date yet."
        )
    if now - group.founded_at < YOUNG:
        return Verdict(
            Need.WELL, 6, "It is just beginning", "Everything is still new. Nothing has to happen quickly."
        )
    reasons = ["no ask waits beyond its time" if waiting else "no ask waits for an answer"]
    if next_at is not None:
        reasons.append("the next meeting is planned")
    if said and said[-1] == Mood.WELL:
        reasons.append("the last word on the mood was “mostly well”")
    return Verdict(Need.WELL, 5, "The group is well", _sentence(reasons))


def _since(words: str) -> str:
    """ "on Monday" and "in May" as they follow "since"."""
    return words.removeprefix("on ").removeprefix("in ")


def _sentence(parts: Sequence[str]) -> str:
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{joined[:1].upper()}{joined[1:]}."
