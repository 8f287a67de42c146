"""The first small steps. Each is harmless, concrete, ten minutes or less, and claims nothing it cannot keep."""

from django.db import migrations

EMOTIONAL, PRACTICAL, INFORMATION, FEEDBACK = "emotional", "instrumental", "informational", "appraisal"

# slug, title, words, url, kind of support, topics, lowest and highest level, minutes, comes first
STEPS = [
    (
        "a-voice-now",
        "Hear a human voice",
        "Help now has people to call or text, day and night in many places. You do not have to be in danger to "
        "call, and you can hang up whenever you like.",
        "/help-now/", EMOTIONAL, [], 1, 1, 5, True,
    ),
    (
        "help-is-here-too",
        "If it gets heavier",
        "Help now stays one tap away on every page, tonight as well. You can look at it today without calling "
        "anybody, so that you know where it is.",
        "/help-now/", INFORMATION, [], 2, 2, 2, True,
    ),
    (
        "one-message",
        "Send one person one line",
        "“Rough day, no need to fix it.” That is enough. Most people are glad to be told, and you need not explain.",
        "", EMOTIONAL, [], 1, 2, 2, False,
    ),
    (
        "three-breaths-out",
        "Make the out-breath longer",
        "Sit down. Breathe in through the nose while you count to four, out while you count to six. Ten times. "
        "Stop if it feels odd.",
        "", PRACTICAL, [], 1, 3, 2, False,
    ),
    (
        "water-and-food",
        "Something to eat, something to drink",
        "If you have not eaten or drunk in the last few hours, do that first. Nothing else needs deciding before.",
        "", PRACTICAL, [], 1, 3, 10, False,
    ),
    (
        "outside-for-ten",
        "Ten minutes outside",
        "Walk around the block without your phone in your hand. It does not have to help; it only has to happen.",
        "", PRACTICAL, [], 2, 5, 10, False,
    ),
    (
        "leave-one-thing",
        "Let one thing go today",
        "Look at what you still meant to do today. Pick the one that nobody would miss, and cross it out.",
        "", PRACTICAL, [], 1, 3, 5, False,
    ),
    (
        "what-helped",
        "Note what made it all right",
        "Two or three words on what helped today. On a harder day they will be there in your own history.",
        "", FEEDBACK, [], 4, 5, 3, False,
    ),
    (
        "give-a-little",
        "Somebody may need what you have today",
        "Is there one person who has gone quiet? “Thinking of you, no answer needed” takes a minute.",
        "", EMOTIONAL, [], 4, 5, 2, False,
    ),
    (
        "a-look-back",
        "Look at the last weeks",
        "Your trend shows what your days had in common. Nobody but you sees it, and there is nothing to score.",
        "/check-in/trend/", FEEDBACK, [], 3, 5, 3, False,
    ),
    (
        "sleep-one-hour",
        "Choose when today ends",
        "Set an alarm for half an hour before you want to sleep. When it rings, today is over: what is open stays "
        "open until tomorrow.",
        "", PRACTICAL, ["sleep"], 1, 5, 2, False,
    ),
    (
        "sleep-park-thoughts",
        "Park what keeps you awake",
        "Write down each thing that goes round, and beside it the first moment at which you could do something "
        "about it. Leave the paper in another room.",
        "", PRACTICAL, ["sleep", "workload"], 1, 4, 8, False,
    ),
    (
        "sleep-after-nights",
        "Coming off nights",
        "Let the people you live with know which hours are yours to sleep, and put the phone on silent for those. "
        "You are allowed to be unreachable.",
        "", PRACTICAL, ["sleep", "ward"], 1, 5, 5, False,
    ),
    (
        "sleep-and-exams",
        "Tonight, sleep is revision",
        "Pick the page on which you stop tonight, before you start. What is not in by then goes on tomorrow's list, "
        "in one line.",
        "", PRACTICAL, ["sleep", "exams"], 1, 4, 3, False,
    ),
    (
        "exams-next-25",
        "Only the next 25 minutes",
        "Write down one topic small enough to finish in 25 minutes. Close everything else. After that, decide anew, "
        "stopping included.",
        "", PRACTICAL, ["exams"], 2, 5, 3, False,
    ),
    (
        "exams-pause",
        "Make room around the exam",
        "You can pause all letters from here for the whole exam block, and say what it is called. They start again "
        "by themselves.",
        "/you/letters/pause/", PRACTICAL, ["exams", "workload"], 1, 5, 2, False,
    ),
    (
        "exams-ask-past",
        "Ask somebody who has sat it",
        "One message to someone a year above: “What did you leave out, and was that all right?” That is a smaller "
        "question than “how do I pass”.",
        "", INFORMATION, ["exams", "future"], 2, 5, 5, False,
    ),
    (
        "exams-whole-person",
        "An exam asks about a subject",
        "It does not ask who you are. Write one thing you did this month that no exam will ever ask about.",
        "", EMOTIONAL, ["exams"], 1, 3, 3, False,
    ),
    (
        "ward-tell-it-once",
        "Tell it once",
        "If something on the ward stays with you, tell one person who was there or who knows the place. Leave the "
        "patient's details out; what it did to you is the story.",
        "", EMOTIONAL, ["ward"], 1, 4, 10, False,
    ),
    (
        "ward-one-question",
        "Ask for one thing tomorrow",
        "Choose one thing you would like to see or try tomorrow, and say it to somebody at the start of the day. "
        "A small plan makes a ward less strange.",
        "", INFORMATION, ["ward"], 2, 5, 3, False,
    ),
    (
        "ward-feedback",
        "Ask how it went",
        "“What is one thing I did well, and one to change?” Two sentences from somebody who saw you are worth more "
        "than a week of guessing.",
        "", FEEDBACK, ["ward", "future"], 3, 5, 5, False,
    ),
    (
        "ward-treated-badly",
        "If somebody treated you badly",
        "Write down what was said, when, and who was there, while it is fresh. What you do with it can wait. It was "
        "not your job to put up with it.",
        "", PRACTICAL, ["ward", "people"], 1, 3, 8, False,
    ),
    (
        "workload-three",
        "Three, not thirteen",
        "List everything. Circle three for tomorrow. The rest is allowed to exist without being done.",
        "", PRACTICAL, ["workload"], 1, 4, 5, False,
    ),
    (
        "workload-ask-early",
        "Ask for time before you need it",
        "If a deadline will not work, write two lines to whoever set it, today: what is late, and when you can have "
        "it. Early is easier for both of you.",
        "", PRACTICAL, ["workload", "exams"], 1, 4, 6, False,
    ),
    (
        "people-one-kind-line",
        "Say the small kind thing",
        "Think of somebody who made a day lighter lately. Tell them in one sentence what it was.",
        "", EMOTIONAL, ["people"], 3, 5, 3, False,
    ),
    (
        "people-after-a-row",
        "After a quarrel",
        "Before you answer, write the message and leave it for an hour. Then see whether you still want to send it "
        "as it is.",
        "", PRACTICAL, ["people", "home"], 1, 4, 5, False,
    ),
    (
        "people-on-your-own",
        "Be near people without talking",
        "Take what you have to do to a library, a café, or a friend's kitchen table. Company counts even when "
        "nobody speaks.",
        "", EMOTIONAL, ["people"], 1, 3, 10, False,
    ),
    (
        "money-one-page",
        "Put it on one page",
        "What comes in, what goes out, what is owed and when. Ten minutes, no decisions yet. A page is easier to "
        "show somebody than a worry.",
        "", PRACTICAL, ["money"], 1, 5, 10, False,
    ),
    (
        "money-ask-school",
        "Ask what your school has",
        "Many schools keep a fund for hard months. One line to student services: “Is there help with money that I "
        "could apply for?” You need not say why.",
        "", INFORMATION, ["money"], 1, 4, 5, False,
    ),
    (
        "home-one-request",
        "Ask for one thing at home",
        "Something small with an end: “Could you take the shopping this week?” People at home often want to help "
        "and do not know with what.",
        "", PRACTICAL, ["home"], 1, 4, 5, False,
    ),
    (
        "home-far-away",
        "When home is far away",
        "Set a time this week for a call, and tell them now. Waiting for it together is part of it.",
        "", EMOTIONAL, ["home", "people"], 1, 5, 5, False,
    ),
    (
        "health-appointment",
        "Make the appointment you put off",
        "You need not know what it is to have it looked at. Find the number of your own doctor or the student "
        "health service, and note when they answer.",
        "", INFORMATION, ["health"], 1, 4, 8, False,
    ),
    (
        "health-as-a-friend",
        "What would you tell a patient",
        "Write the one sentence that you would say to somebody else in your place. Then read it as if it were "
        "meant for you.",
        "", FEEDBACK, ["health", "sleep"], 1, 4, 4, False,
    ),
    (
        "health-keep-it",
        "Keep what does your body good",
        "Name one thing from this week that your body liked: a walk, a proper meal, an early night. Put it into next "
        "week's diary, with a time.",
        "", PRACTICAL, ["health"], 3, 5, 3, False,
    ),
    (
        "future-next-date",
        "Only the next date",
        "Look up the one next date that matters for what comes after, and put it where you will see it. The rest "
        "of the future can wait behind it.",
        "", INFORMATION, ["future"], 2, 5, 5, False,
    ),
    (
        "future-three-roads",
        "More than one road",
        "Name three people who practise medicine in ways that differ. None of them got there by the same road.",
        "", FEEDBACK, ["future", "exams"], 1, 4, 4, False,
    ),
    (
        "good-keep-it",
        "Keep the good thing",
        "Add two words about it to your note. Good things leave faster than hard ones unless they are written down.",
        "", FEEDBACK, ["good"], 1, 5, 2, False,
    ),
    (
        "good-tell-somebody",
        "Tell somebody the good thing",
        "Pick the person who will be pleased with you. Good news told is good news twice.",
        "", EMOTIONAL, ["good", "people"], 3, 5, 3, False,
    ),
]  # fmt: skip


def add_steps(apps, schema_editor):
    next_step = apps.get_model("resources", "NextStep")
    next_step.objects.bulk_create(
        next_step(
            slug=slug,
            title=title,
            words=words,
            url=url,
            support=support,
            topics=topics,
            lowest_level=lowest,
            highest_level=highest,
            minutes=minutes,
            comes_first=first,
        )
        for slug, title, words, url, support, topics, lowest, highest, minutes, first in STEPS
    )


def remove_steps(apps, schema_editor):
    apps.get_model("resources", "NextStep").objects.filter(slug__in=[step[0] for step in STEPS]).delete()


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_next_steps")]
    operations = [migrations.RunPython(add_steps, remove_steps)]
