"""Weeks of check-ins for each invented student, as their plans would have made them."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Letter, Pause, User
from checkins.models import CheckIn, Plan
from checkins.models.plans import Rhythm
from checkins.reminders import OPEN_FOR
from checkins.scale import Tag
from config.demo.words import ABOUT, NOTES, mood_of

DAYS = 90
LETTERS_KEPT = timedelta(days=21)
# Nights: people on these shifts are asked at their own odd hours.
NIGHT_TIMES = (time(23, 40), time(2, 10), time(4, 30))
FIRST_MINUTE, LAST_MINUTE = 7 * 60 + 10, 21 * 60 + 40


def lead_lives(people: list[User], *, now: datetime) -> None:
    """Plans, check-ins and letters for everybody in `people`. Times are spread, so that letters leave one by one."""
    dice = random.Random(417)
    step = (LAST_MINUTE - FIRST_MINUTE) / max(len(people) - 1, 1)
    for place, person in enumerate(people):
        minute = int(FIRST_MINUTE + place * step)
        at = time(minute // 60, minute % 60)
        if person.stage == User.Stage.RESIDENT or place in (11, 22):
            at = NIGHT_TIMES[place % 3]
            person.quiet_from, person.quiet_until = time(9), time(16)
            person.save(update_fields=["quiet_from", "quiet_until"])
        rhythm = dice.choices(
            [Rhythm.WEEKDAYS, Rhythm.DAILY, Rhythm.CHOSEN, Rhythm.FORTNIGHTLY], weights=[5, 3, 3, 1]
        )[0]
        live(
            person,
            rhythm=rhythm,
            at=at,
            answers=dice.uniform(0.3, 0.75),
            usual=dice.gauss(3.3, 0.5),
            dice=dice,
            now=now,
        )


def live(
    person: User,
    *,
    rhythm: str,
    at: time,
    answers: float,
    usual: float,
    dice: random.Random,
    now: datetime,
    days: int = DAYS,
    is_waiting: bool = False,
) -> Plan:
    """One person's plan and its past. `answers` is how often they answer; `usual` the level around which they move.

    With `is_waiting`, the days just past were answered and the latest occasion waits for an answer.
    """
    zone = ZoneInfo(person.time_zone)
    today = now.astimezone(zone).date()
    plan = Plan(
        user=person,
        rhythm=rhythm,
        weekdays=sorted(dice.sample(range(1, 8), 3)) if rhythm == Rhythm.CHOSEN else [],
        local_time=at,
        time_zone=person.time_zone,
        starts_on=today - timedelta(days=days),
    )
    dates = [day for day in occasions(plan, today) if datetime.combine(day, at, zone) <= now]
    plan.last_on = dates[-1] if dates else None
    plan.reckon(now)
    plan.save()
    exams = [(pause.starts_at, pause.ends_at) for pause in person.pauses.filter(is_exam_block=True)]
    level, checkins = usual, []
    for place, day in enumerate(dates):
        due_at = datetime.combine(day, at, zone)
        if any(starts <= due_at < ends for starts, ends in exams):
            continue
        follows = datetime.combine(dates[place + 1], at, zone) if place + 1 < len(dates) else plan.next_due_at
        is_exam_time = any(timedelta() <= starts - due_at < timedelta(days=12) for starts, _ in exams)
        level = 0.6 * level + 0.4 * usual + dice.gauss(0, 0.8) - (0.7 if is_exam_time else 0)
        checkin = CheckIn(
            plan=plan,
            user=person,
            occasion_on=day,
            due_at=due_at,
            closes_at=min(follows or due_at + OPEN_FOR, due_at + OPEN_FOR),
            letters_posted=1,
        )
        to_come = len(dates) - 1 - place
        does_answer = dice.random() < answers
        if is_waiting and to_come < 4:
            does_answer = to_come > 0
        if does_answer:
            answer(checkin, level=max(1, min(5, round(level))), is_exam_time=is_exam_time, dice=dice, now=now)
        checkins.append(checkin)
    CheckIn.objects.bulk_create(checkins)
    remember_ignored(plan, checkins)
    write_letters(checkins, now=now)
    return plan


def occasions(plan: Plan, until: date) -> list[date]:
    days = [plan.starts_on + timedelta(days=number) for number in range((until - plan.starts_on).days + 1)]
    match plan.rhythm:
        case Rhythm.WEEKDAYS:
            return [day for day in days if day.isoweekday() <= 5]
        case Rhythm.CHOSEN:
            return [day for day in days if day.isoweekday() in plan.weekdays]
        case Rhythm.FORTNIGHTLY:
            return days[::14]
    return days


def answer(checkin: CheckIn, *, level: int, is_exam_time: bool, dice: random.Random, now: datetime) -> None:
    """Level, tags and now and then a note. Nobody explains every day."""
    mood = mood_of(level)
    tags = dice.sample(ABOUT[mood], k=dice.choice([0, 1, 1, 2]))
    if is_exam_time and Tag.EXAMS not in tags:
        tags = [Tag.EXAMS, *tags[:1]]
    checkin.level = level
    checkin.tags = [str(tag) for tag in tags]
    checkin.answered_at = min(checkin.due_at + timedelta(minutes=dice.randrange(2, 170)), now)
    notes = [note for tag in tags for note in NOTES.get((tag, mood), [])]
    if notes and dice.random() < 0.35:
        checkin.note = dice.choice(notes)


def remember_ignored(plan: Plan, checkins: list[CheckIn]) -> None:
    """How many occasions in a row got no answer before the latest one, as the sweep would have counted."""
    ignored = 0
    for checkin in checkins[:-1]:
        ignored = 0 if checkin.answered_at else ignored + 1
    plan.ignored = ignored
    plan.last_letter_at = checkins[-1].due_at if checkins else None
    plan.save(update_fields=["ignored", "last_letter_at"])


def write_letters(checkins: list[CheckIn], *, now: datetime) -> None:
    """The letters of the last weeks, sent as they were due."""
    Letter.objects.bulk_create(
        Letter(
            key=f"moment:{checkin.pk}.1:{checkin.user_id}:email",
            kind="moment",
            recipient_id=checkin.user_id,
            channel="email",
            about=checkin.pk,
            due_at=checkin.due_at,
            stale_at=checkin.due_at + timedelta(hours=6),
            attempts=1,
            sent_at=min(checkin.due_at + timedelta(seconds=9), now),
        )
        for checkin in checkins
        if checkin.due_at > now - LETTERS_KEPT
    )


def exam_block(person: User, *, name: str, starts: int, days: int, now: datetime) -> None:
    """A pause with a name; `starts` is in days from now, in the past when negative."""
    begins = now + timedelta(days=starts)
    Pause.objects.create(
        user=person, name=name, is_exam_block=True, starts_at=begins, ends_at=begins + timedelta(days=days)
    )
