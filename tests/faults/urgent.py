"""Somebody asks for contact while thousands of reminders wait for a slow mail server."""

from tests.faults.figures import Row, seconds
from tests.faults.place import Place

# Reminders that may leave while an urgent letter waits, which says more than seconds where a machine is busy: the mail
# server takes fifty a second at the most. Behind a worker's whole turn of reminders it would be some two hundred.
MOST_MEANWHILE = 150


def overtakes(place: Place, *, letters: int, times: int) -> Row:
    row = Row("urgent letters behind reminders", times=times, allowed=0)
    place.sink.behave(reply_after=0.1)  # so slowly that reminders are left to overtake
    place.inside.duty_list(count=1)
    place.call("shipped")
    place.until(lambda: len(place.consumers()) == 2, "both workers listen", within=90)
    place.inside.due_plans(count=letters)
    place.until(lambda: place.arrived() > 10, "reminders leave", within=90)
    delays, behind, meanwhile = [], [], []
    for number in range(1, times + 1):
        gone = place.count("NOT is_urgent AND sent_at IS NOT NULL")
        place.inside.concerns(count=1)
        delays.append(
            place.until(
                lambda number=number: place.count("is_urgent AND sent_at IS NOT NULL") == number,
                "the urgent letter leaves",
                within=60,
                every=0.02,
            )
        )
        meanwhile.append(place.count("NOT is_urgent AND sent_at IS NOT NULL") - gone)
        behind.append(place.count("NOT is_urgent AND sent_at IS NULL"))
    row.note(f"left {seconds(delays)} after it was asked for, past {max(behind)} to {min(behind)} reminders")
    row.note(f"while it waited at most {max(meanwhile)} reminders left")
    row.promise(max(meanwhile) <= MOST_MEANWHILE, f"{max(meanwhile)} reminders left before an urgent letter")
    row.promise(min(behind) > 0, "no reminder was left to overtake")
    place.sink.behave(reply_after=0)
    place.until(lambda: not place.waiting(), "all left", within=180)
    row.settle(place)
    return row
