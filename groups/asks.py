"""The four kinds of ask, and the plain note: what each promises, how it is answered, how it ends. Words, no rules."""

from dataclasses import dataclass

from accounts.support import Support

NOTE = "note"
KINDS = [*Support.choices, (NOTE, "A note")]


@dataclass(frozen=True)
class Ask:
    """One composer. `door` stands in its address, which is seen by others and therefore says little."""

    kind: str
    door: str
    icon: str
    name: str
    invites: str
    expectation: str
    title_label: str
    words_label: str
    closing_question: str
    coaching: str
    openings: tuple[str, ...]

    @property
    def is_ask(self) -> bool:
        return self.kind != NOTE


LISTEN = Ask(
    kind=Support.EMOTIONAL,
    door="listen",
    icon="heart",
    name="Please listen",
    invites="Something is heavy and you would like to be heard.",
    expectation="People are asked to listen and to be there. No advice, unless you ask for it later.",
    title_label="",
    words_label="What is going on?",
    closing_question="Did you feel heard?",
    coaching="They ask to be heard, not for advice. Say what you understood; a question back is better than an answer.",
    openings=(
        "That sounds heavy. Thank you for telling us.",
        "I hear you. I am here and I am reading.",
        "I know a little of that. You are not the only one.",
    ),
)
HAND = Ask(
    kind=Support.INSTRUMENTAL,
    door="hand",
    icon="people",
    name="Lend me a hand",
    invites="Notes, a lift, a meal, a shift swap: something that somebody can do.",
    expectation="One person can take it, give it back, or say that it is done. After your day it ends by itself.",
    title_label="What do you need?",
    words_label="What should they know?",
    closing_question="Did it work out?",
    coaching="If you can do it, press “I will do it”. If you can do a part of it, say which part.",
    openings=(
        "I can do this. When suits you?",
        "I can do a part of it: …",
        "I cannot, but I know who might. Shall I ask?",
    ),
)
QUESTION = Ask(
    kind=Support.INFORMATIONAL,
    door="question",
    icon="search",
    name="Ask how something works",
    invites="A form, a rule, a place, a book: something that somebody here may know.",
    expectation="People answer what they know and how they know it. You can mark what helped.",
    title_label="Your question",
    words_label="What have you tried or read already?",
    closing_question="Is it answered?",
    coaching="Say what you know and how you know it. A half answer that says so is a help.",
    openings=(
        "Good question, I was stuck there too.",
        "Here is how it went for me: …",
        "I am not certain, but I would look here: …",
    ),
)
HONEST = Ask(
    kind=Support.APPRAISAL,
    door="honest",
    icon="eye",
    name="Tell me honestly",
    invites="You would like to hear how you are doing, from people who do the same.",
    expectation="People say what works first, then one thing that would make it better: of the work, not of you.",
    title_label="What would you like to hear about?",
    words_label="What did you do, and what would you like to know?",
    closing_question="Was that useful?",
    coaching="Begin with what works, and be exact. Then one thing that would make it better, if you see one.",
    openings=(
        "What works well here: …",
        "I would keep this: …",
        "One thing that I would try: …",
    ),
)
PLAIN = Ask(
    kind=NOTE,
    door="note",
    icon="chat",
    name="A note",
    invites="Something for everybody here to know. Nobody has to answer.",
    expectation="Nobody has to answer a note, and nobody is asked to.",
    title_label="",
    words_label="Your note",
    closing_question="",
    coaching="A line is enough.",
    openings=("Thank you for this.",),
)
ALL = (LISTEN, HAND, QUESTION, HONEST, PLAIN)
BY_KIND = {ask.kind: ask for ask in ALL}
BY_DOOR = {ask.door: ask for ask in ALL}
