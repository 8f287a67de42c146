"""A day on which nothing ran."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.faults.figures import Row
from tests.faults.place import Place


def a_day_dark(place: Place, *, hours_apart: int) -> Row:
    """Every rhythm, many hours and four zones; letters and second letters were waiting when the lights went out."""
    row = Row("24 h without power", times=1, allowed=0)
    place.call("shipped")
    made = place.inside.plans_of_all_sorts(hours_apart=hours_apart)
    facts = [(user, datetime.fromisoformat(due)) for user, due in made if due is not None]
    back = datetime.now(UTC)
    fresh_from = back - timedelta(seconds=place.inside.fresh_seconds())
    awaited = {user for user, due in facts if fresh_from < due <= back}
    missed = {user for user, due in facts if due <= fresh_from}
    place.until(
        lambda: not place.ask("SELECT 1 FROM checkins_plan WHERE next_due_at <= now() LIMIT 1"),
        "every plan was looked at",
        within=120,
    )
    place.until(
        lambda: not place.ask("SELECT 1 FROM checkins_checkin WHERE remind_at <= now() LIMIT 1"),
        "every postponed letter was looked at",
        within=60,
    )
    place.until(lambda: not place.waiting(), "nothing waits", within=120)
    got = Counter(int(name.strip("<").split("@")[0].split(".")[3]) for name in place.sink.ids())
    row.settle(place)
    most = max(got.values(), default=0)
    row.promise(most <= 1, f"somebody got {most} letters")
    row.promise(not got.keys() & (missed - awaited), "somebody got a letter that was stale")
    row.promise(got.keys() == awaited, f"{len(awaited)} were to be reminded, {len(got)} were")
    stale = place.ask(
        "SELECT count(*) FROM accounts_letter l JOIN checkins_checkin c ON c.id = l.about "
        "WHERE l.sent_at IS NOT NULL AND c.due_at <= %s",
        fresh_from,
    )[0][0]
    row.promise(not stale, f"{stale} letters about an occasion that was over")
    row.note(f"{len(made)} plans: {len(awaited)} due within the last 6 h, {len(missed)} earlier in the dark")
    row.note(f"{len(got)} people got a letter, at most {most} each, {stale} stale")
    row.note(
        "half of them had a letter waiting, and a second one to come, when the lights went out: none of those left"
    )
    return row
