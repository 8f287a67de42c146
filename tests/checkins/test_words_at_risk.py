"""The gentle page's rule: what it finds, and what students of medicine say that must not set it off.

Both tables were written by us beside the rule, so the figures say that the rule does what it says, not how well it
would do on words that nobody here has seen. `pytest -s` prints them.
"""

import time

import pytest

from checkins.words_at_risk import LONGEST, looks_at_risk

EXPLICIT = """
I want to die
i wanna die
I just want to die.
I want to kill myself
I'm going to kill myself tonight
I keep thinking about killing myself
I can't stop thinking about killing myself
honestly might kms
I want to unalive myself
I am suicidal
I'm feeling suicidal again
I have been suicidal since the summer
I've been having suicidal thoughts
my suicidal thoughts are back
I want to end my life
I'm thinking of ending my life
I am going to end it all
I'm planning to end it tonight
I wish I was dead
I wish I were dead.
I wish I had never been born
I wish I could just die
I'd be better off dead
I would rather be dead than go back on Monday
I'm going to jump off a bridge
I thought about jumping in front of a train on the way to placement
I want to hang myself
I've been cutting myself again
I hurt myself last night
I self harmed again on Sunday
I overdosed last year and I want to do it again
I took all my pills tonight
I am saving up my tablets to die
I don't want to be alive
I don’t want to be alive anymore
I don't want to live anymore
I no longer want to live
I do not want to exist
I don't want to wake up tomorrow
I hope I don't wake up
I have written a goodbye letter
I wrote my suicide note
I've said my goodbyes
I have been looking up ways to die
I keep thinking about suicide
I think about suicide every night
I think of dying all the time
My patient died today and I want to die too
I failed and I want to kill myself
everyone says it gets better but I want to die
I know you said "hang in there" but I want to die
I don't know how to say this: I want to end my life
dont want to live any more
i cant stop thinking of killing my self
I deserve to die
""".strip().splitlines()

INDIRECT = """
Everyone would be better off without me
They'd be happier if I was gone
it would be easier for everyone if I disappeared
Nobody would miss me
No one would care if I died
I don't see the point in living
I don't see any point of going on
There is no reason to live
My life is not worth living
life isn't worth living
I am tired of living
I'm so sick of being alive
I'm done with life
I can't go on
I can't carry on like this
I can't take it anymore
I can't live like this
I don't see a future
I can't see any way out
I'm a burden to everyone
I just want everything to stop for good
I want to go to sleep and never wake up
I want to disappear forever
I don't care if I die
I don't want to be here anymore
""".strip().splitlines()

STUDY = """
The patient overdosed on paracetamol and we started NAC.
Suicide risk factors: male sex, previous attempts, substance use.
SI/HI denied, no plan, no intent.
Patient denies suicidal ideation.
How do you ask about suicidal thoughts in an OSCE?
She told me she wanted to die and I did not know what to say.
He said he wanted to kill himself.
The patient wants to die at home and the family disagrees.
My patient asked me if I was afraid to die.
In the role play the actor said I want to kill myself and I froze.
The station was "I want to kill myself" and I forgot to ask about plans.
"I wish I was dead" is item nine of the questionnaire, more or less.
> I want to die
Screening: have you had thoughts of ending your life?
What is the mechanism of an insulin overdose?
Lecture on self-harm in adolescents moved to Thursday.
Assisted dying seminar: should people who want to die be helped?
A 19 year old presents with an overdose of sertraline.
Fatal dose in overdose, the table is on page 40.
Suicide prevention training on Wednesday, anybody going?
Antidepressants and suicidal ideation in under 25s, can somebody explain?
We talked about patients who feel suicidal and how to listen.
The man on bay four had jumped off a bridge.
The novel ends with her killing herself.
Safety netting: if you feel suicidal, call the crisis team.
Does lithium reduce suicide?
Kill two birds with one stone: learn the drugs with the pathways.
Apoptosis is how cells kill themselves.
NK cells kill infected cells.
Time of death is when two signs are absent.
I had to certify a death today for the first time.
My patient died and I keep thinking about his wife.
I am sad because a patient of mine took his own life.
Postvention for staff after a patient dies by suicide.
I read about physician suicide and it scared me.
Is it true that anaesthetists overdose more often?
What would you say to a patient who says life is not worth living?
The history was: no reason to live, poor sleep, weight loss.
Revision question: which SSRI is safest in overdose?
The mental state exam has a line for suicidal thoughts.
""".strip().splitlines()

EVERYDAY = """
This exam is killing me.
I'm dead tired.
I nearly died laughing.
I could kill for a coffee.
I want to die of embarrassment
I am dying to see the results.
I killed it in the OSCE.
Biochemistry will be the death of me.
I cut myself shaving before the interview.
I cut myself on a scalpel and occupational health was lovely.
I burnt myself cooking.
I cut myself off from the group chat to revise.
I am not suicidal, just very tired.
I don't want to kill myself, I only want to sleep for a week.
I have never thought of ending my life.
I don't want to die, I want to sleep.
I don't want to live in halls next year.
I do not want to live with him again.
I don't want to be here early for nothing.
I can't go on to the next block until I pass.
I can't do this anatomy any more.
I can't take this rota seriously.
No point in revising the Krebs cycle tonight.
I see no point in going to the lecture.
I am sick of living with four people and one bathroom.
I overdosed on coffee again.
I wish I was at home.
I wish I were better at suturing.
I want to disappear for a weekend with a book.
I want everything to stop being due on the same day.
I'm done with anatomy.
I'm tired of the commute.
Nobody would swap a Sunday with me.
I did not wake up in time for the ward round.
I don't want to wake up early tomorrow.
Better off without that textbook.
Is everybody else better off without a car?
This is goodbye to first year.
We are killing it as a group.
I am working myself to death, a little. Tea?
I am killing myself over this essay, send biscuits.
Does anybody have the notes on end of life care?
I hurt my knee running.
I feel like a burden on the ward because I slow everybody down.
I can't see a way out of this timetable.
Shoot me a message when you are free.
Hang on, I left my stethoscope.
My laptop died and took my essay with it.
""".strip().splitlines()


@pytest.mark.parametrize("words", EXPLICIT + INDIRECT)
def test_who_may_be_in_danger_meets_the_gentle_page(words):
    assert looks_at_risk(words)
    assert looks_at_risk(f"Long day. {words.upper()}\nSorry to put this here.")


@pytest.mark.parametrize("words", STUDY + EVERYDAY)
def test_study_talk_and_everyday_words_do_not_set_it_off(words):
    assert not looks_at_risk(words)


def test_figures(capsys):
    found = {
        name: sum(map(looks_at_risk, table)) / len(table)
        for name, table in {"explicit": EXPLICIT, "indirect": INDIRECT}.items()
    }
    alarms = sum(map(looks_at_risk, STUDY + EVERYDAY))
    print(
        f"\nrecall: explicit {found['explicit']:.0%} of {len(EXPLICIT)}, indirect {found['indirect']:.0%} of"
        f" {len(INDIRECT)}; false alarms: {alarms} of {len(STUDY + EVERYDAY)}"
    )
    assert found["explicit"] >= 0.98
    assert found["indirect"] >= 0.85
    assert alarms / len(STUDY + EVERYDAY) <= 0.01


@pytest.mark.parametrize(
    "bomb",
    ["i want to ", "i ", '"', "> ", "not ", "kill ", "a'b ", "i am so ", "no point in ", "\n", "patient i "],
)
def test_no_text_takes_long(bomb):
    began = time.perf_counter()
    looks_at_risk(bomb * (LONGEST // len(bomb)))
    assert time.perf_counter() - began < 0.5
