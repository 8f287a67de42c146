"""Ways to begin a group, one for each kind: what it might be for, how it might meet, and what to say first.

They are suggestions in our own words, not findings; everything in them can be changed by who founds the group.
"""

from dataclasses import dataclass

from groups.kinds import Entry, Identity, Kind
from groups.models.groups import Time


@dataclass(frozen=True)
class Beginning:
    kind: Kind
    title: str
    for_whom: str
    about: str
    rhythm: str
    capacity: int
    identity: Identity
    entry: Entry
    times: tuple[Time, ...]
    guide: tuple[str, ...]
    first_post: str

    def initial(self) -> dict:
        """What the form of a new group begins with."""
        return {
            "about": self.about,
            "rhythm": self.rhythm,
            "capacity": self.capacity,
            "identity": self.identity,
            "entry": self.entry,
            "times": list(self.times),
            "is_listed": True,
        }


BEGINNINGS = {
    Kind.STUDY: Beginning(
        kind=Kind.STUDY,
        title="Study group",
        for_whom="Learn side by side, explain things to each other, share notes.",
        about="We learn for the same exams. Everybody brings one thing they understood and one they did not.",
        rhythm="Once a week, 90 minutes, with a break",
        capacity=12,
        identity=Identity.NAMES,
        entry=Entry.OPEN,
        times=(Time.EVENINGS,),
        guide=(
            "Five minutes: what is each of us here for today?",
            "Forty minutes of work, each alone or in pairs.",
            "Ten minutes off. Really off.",
            "Thirty minutes: explain to each other what was hard.",
            "Five minutes: what for next time, and who brings it?",
        ),
        first_post="Hello. I started this because I learn better in company. What are you working on this week?",
    ),
    Kind.CIRCLE: Beginning(
        kind=Kind.CIRCLE,
        title="Support circle",
        for_whom="Six to ten people who listen to each other, always the same ones.",
        about="A small, steady circle. We listen first. You can talk, or just be there.",
        rhythm="Every second week, 60 minutes, always the same evening",
        capacity=8,
        identity=Identity.ALIASES,
        entry=Entry.ON_REQUEST,
        times=(Time.EVENINGS,),
        guide=(
            "One minute of quiet, so that everybody arrives.",
            "A round: one sentence each on how you come in. Passing is fine.",
            "Two or three people take ten minutes each. The others listen; no advice unless it is asked for.",
            "A last round: what do you take with you?",
        ),
        first_post="Hello. Nobody has to say anything here. To begin with: what was one small good thing this week?",
    ),
    Kind.INTEREST: Beginning(
        kind=Kind.INTEREST,
        title="Interest group",
        for_whom="Running, music, a language, a cause: something that is not medicine, or not only.",
        about="For everybody who likes the same thing. Beginners are welcome.",
        rhythm="Now and then, whoever can",
        capacity=40,
        identity=Identity.NAMES,
        entry=Entry.OPEN,
        times=(Time.WEEKENDS,),
        guide=(
            "Pick one date and one place; a plan that is small happens.",
            "Say what to bring, and that nothing is needed.",
            "Afterwards, ask who would do the next one.",
        ),
        first_post="Hello. How did you come to this, and what would you like to do together first?",
    ),
    Kind.BUDDIES: Beginning(
        kind=Kind.BUDDIES,
        title="Buddies",
        for_whom="Two or three who look out for each other.",
        about="We ask each other how it is going, and mean it.",
        rhythm="A message in the week, a coffee in the month",
        capacity=2,
        identity=Identity.NAMES,
        entry=Entry.INVITATION,
        times=(),
        guide=(
            "Agree how often you write, and that a short answer is enough.",
            "Say what you would like when it is a bad day: to be asked, to be left, to be fed.",
            "Agree what the other may do when they worry about you.",
        ),
        first_post="Hello. When a day is bad, what helps you: a question, a distraction, or food?",
    ),
    Kind.MENTORING: Beginning(
        kind=Kind.MENTORING,
        title="Mentoring circle",
        for_whom="Some who are a few years ahead, some who are not yet.",
        about="Somebody who has been there answers what one would rather not ask a teacher.",
        rhythm="Once a month, 60 minutes",
        capacity=8,
        identity=Identity.NAMES,
        entry=Entry.ON_REQUEST,
        times=(Time.EVENINGS,),
        guide=(
            "The mentor says what they can keep to themselves and what they may have to pass on.",
            "Everybody puts one question on the table; pick two together.",
            "The mentor tells how it was for them, and what they would do otherwise.",
            "What does each of us try until next time?",
        ),
        first_post="Hello. Which question about the next years would you like an honest answer to?",
    ),
}


def beginning_of(slug: str) -> Beginning | None:
    """The way to begin a group with this word in its address, or that a group was founded with."""
    return BEGINNINGS.get(Kind(slug)) if slug in Kind.values else None
