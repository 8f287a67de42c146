"""What invented people wrote: by what it is about, and how much was left that day (low, middling, fine)."""

from checkins.scale import Tag

LOW, MIDDLING, FINE = "low", "middling", "fine"

NOTES: dict[tuple[str, str], list[str]] = {
    (Tag.SLEEP, LOW): [
        "Awake from three. Read the same page of renal four times.",
        "Four hours. I put my keys in the fridge.",
        "Third short night. My hands are cold and I cannot think of words.",
    ],
    (Tag.SLEEP, MIDDLING): [
        "Slept, but late. Napped in the library with my face on a book.",
        "Better than Tuesday. Went to bed before midnight for once.",
    ],
    (Tag.SLEEP, FINE): [
        "Nine hours. I had forgotten what that is like.",
        "Woke up before the alarm and did not mind.",
    ],
    (Tag.EXAMS, LOW): [
        "Mock went badly. Everybody else finished early.",
        "I keep making new timetables instead of reading.",
        "Eleven days to go and I am still on cardiology.",
    ],
    (Tag.EXAMS, MIDDLING): [
        "Anatomy is going in, biochemistry is not.",
        "Did two past papers. One was fine.",
        "Studied with Priya's group. Slow, but I asked my stupid question.",
    ],
    (Tag.EXAMS, FINE): [
        "The station I was afraid of was the one I liked.",
        "Passed. Only just, and that is a pass.",
    ],
    (Tag.WARD, LOW): [
        "The registrar asked me something in front of everybody and I went blank.",
        "A patient I had talked to every day died on the weekend. Nobody mentioned it.",
        "Stood for six hours and was in the way for most of them.",
    ],
    (Tag.WARD, MIDDLING): [
        "Long list, kind nurse. She showed me where the biscuits are.",
        "My first cannula that worked. The second one did not.",
    ],
    (Tag.WARD, FINE): [
        "A patient asked if I would be there tomorrow.",
        "Was allowed to close. My hands did not shake.",
        "The consultant learnt my name.",
    ],
    (Tag.WORKLOAD, LOW): [
        "Two deadlines and a shift on the same day.",
        "I have not opened the logbook in three weeks.",
    ],
    (Tag.WORKLOAD, MIDDLING): [
        "Busy, but I can see the end of it.",
        "Handed in the essay. Not my best. Handed in.",
    ],
    (Tag.WORKLOAD, FINE): ["An afternoon without anything in it."],
    (Tag.PEOPLE, LOW): [
        "Everybody went out and I said I was tired. I was, but not only.",
        "Quarrel in the flat about nothing.",
    ],
    (Tag.PEOPLE, MIDDLING): ["Lunch with two people from my year. I talked more than I thought I would."],
    (Tag.PEOPLE, FINE): [
        "My flatmate cooked. We did not talk about medicine once.",
        "My sister rang and we laughed for an hour.",
        "Choir again. Nobody there wants to be a surgeon.",
    ],
    (Tag.MONEY, LOW): [
        "Rent went up. I did sums on the back of a lecture handout.",
        "The train pass was more than I have.",
    ],
    (Tag.MONEY, MIDDLING): ["Got a Saturday shift at the café. It will do until January."],
    (Tag.HOME, LOW): ["Mum is back in hospital, and I am here.", "I miss the sea, which is silly."],
    (Tag.HOME, MIDDLING): ["Called home. They are fine. They ask when I will be finished."],
    (Tag.HOME, FINE): ["A parcel from home, with the good tea."],
    (Tag.HEALTH, LOW): ["A cold that does not go. Everybody on the ward has it."],
    (Tag.HEALTH, MIDDLING): ["Went for a run. A short one, in the rain."],
    (Tag.FUTURE, LOW): ["They all seem to know what they want to be."],
    (Tag.FUTURE, MIDDLING): ["Read about general practice by the coast. Not a plan, just a page."],
    (Tag.GOOD_THING, FINE): [
        "The fox was in the car park again.",
        "Somebody left a note in my locker that said thank you for the notes.",
        "Sat in the sun for ten minutes between lectures.",
        "Finished a novel. It had no diseases in it.",
    ],
}

# What each mood is mostly about; exams take over in exam weeks.
ABOUT = {
    LOW: [Tag.SLEEP, Tag.WORKLOAD, Tag.WARD, Tag.PEOPLE, Tag.MONEY, Tag.HOME, Tag.HEALTH, Tag.FUTURE],
    MIDDLING: [Tag.WORKLOAD, Tag.WARD, Tag.SLEEP, Tag.PEOPLE, Tag.MONEY, Tag.HOME, Tag.HEALTH, Tag.FUTURE],
    FINE: [Tag.GOOD_THING, Tag.PEOPLE, Tag.SLEEP, Tag.WARD, Tag.WORKLOAD, Tag.HOME],
}


def mood_of(level: int) -> str:
    return LOW if level <= 2 else FINE if level >= 4 else MIDDLING
