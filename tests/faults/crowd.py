"""Three beats and three workers at once, where one of each was meant."""

from tests.faults.figures import Row
from tests.faults.place import Place


def three_of_each(place: Place, *, letters: int) -> Row:
    row = Row("three beats and three workers at once", times=1, allowed=0)
    place.sink.behave(reply_after=0.005)
    place.call("crowd")
    place.until(lambda: len(place.consumers()) == 3, "three workers listen", within=90)
    place.inside.due_plans(count=letters)
    took = place.until(lambda: place.count() == letters and not place.waiting(), "all left", within=180)
    row.note(
        f"swept and sent in {took:.0f} s by whom beat woke; connections to the mail server: {place.connections()}"
    )
    row.promise(place.connections() >= 2, "only one of the workers sent")
    row.settle(place)
    return row
