"""What to offer after a check-in: chosen by a rule that can be said aloud, never by a score of a person.

The rule: what the school or we put first for this level; then the steps that touch most of what was said, each
bringing something that the ones before it did not; then steps that suit any day of this level. Among equals,
`turn` goes round, so that two days alike do not bring the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import School
from accounts.support import Support
from resources.models import NextStep
from resources.topics import Topic, in_words


@dataclass(frozen=True)
class Suggestion:
    """`because` ends the sentence "We thought of this ..."; it is empty when nothing was said to go by."""

    title: str
    words: str
    url: str
    support: Support
    minutes: int
    because: str
    comes_first: bool = False


def suggest(
    *, level: int, tags: Sequence[str], school: School | None, limit: int = 3, turn: int = 0
) -> list[Suggestion]:
    """At most `limit` steps for somebody who answered `level` and said `tags`, best first."""
    steps = list(NextStep.objects.offered_in(school).for_level(level))
    said = [tag for tag in dict.fromkeys(tags) if tag in Topic.values]
    chosen = [step for step in steps if step.comes_first]
    left = _turned([step for step in steps if not step.comes_first], turn)
    unmet = set(said)
    while unmet and len(chosen) < limit:
        best = max(left, key=lambda step: len(unmet & set(step.topics)), default=None)
        if best is None or not unmet & set(best.topics):
            break
        chosen.append(best)
        left.remove(best)
        unmet -= set(best.topics)
    chosen += [step for step in left if not step.topics]
    return [_suggestion(step, said) for step in chosen[:limit]]


def _turned(steps: list[NextStep], turn: int) -> list[NextStep]:
    start = turn % len(steps) if steps else 0
    return steps[start:] + steps[:start]


def _suggestion(step: NextStep, said: Sequence[str]) -> Suggestion:
    met = [topic for topic in said if topic in step.topics]
    return Suggestion(
        title=step.title,
        words=step.words,
        url=step.url,
        support=Support(step.support),
        minutes=step.minutes,
        because=f"because you said {in_words(met)}" if met else "",
        comes_first=step.comes_first,
    )
