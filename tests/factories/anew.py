"""Each test makes the same names as in any other run: its first group is the first, whatever ran before it.

Names that go on counting would be "Group 7" beside "Group 70" in one run and not in the next.
"""

from itertools import count

from factory import Factory

from tests.factories import people


def count_anew() -> None:
    people.NUMBERS = count()
    for made in made_by(Factory):
        made.reset_sequence(0, force=True)


def made_by(parent: type[Factory]) -> list[type[Factory]]:
    return [
        each
        for child in parent.__subclasses__()
        for each in ([] if child._meta.abstract else [child]) + made_by(child)
    ]
