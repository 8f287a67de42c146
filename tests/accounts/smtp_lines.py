"""Letters to send over real sockets, and a book to write down what became of them."""

from accounts.smtp import Line
from accounts.wire import Outgoing, Verdict

SENDER = "Tandem <hello@tandem.example>"
IN_TURN = [{"pipelining": True}, {"pipelining": False}]
TOGETHER = {"pipelining": True, "chunking": True}
EVERY_WAY = [*IN_TURN, TOGETHER]


def letter(number: int, recipient: str = "") -> Outgoing:
    message = (
        f"Message-ID: <{number}@tandem.example>\r\nSubject: A moment for you\r\n\r\nHello.\r\n.\r\nBye.\r\n"
    )
    return Outgoing(number, recipient or f"person{number}@med.example", message.encode())


def letters(count: int) -> list[Outgoing]:
    return [letter(number) for number in range(count)]


def ids(numbers) -> list[str]:
    return [f"<{number}@tandem.example>" for number in numbers]


class Book:
    """Who sends writes down here what became of letters."""

    def __init__(self) -> None:
        self.stamps = []

    def stamp(self, outcomes) -> None:
        self.stamps.append(list(outcomes))

    @property
    def outcomes(self):
        return [outcome for stamp in self.stamps for outcome in stamp]

    def keys(self, verdict: Verdict):
        return [outcome.key for outcome in self.outcomes if outcome.verdict is verdict]


def line_to(server, **options) -> Line:
    return Line(sender=SENDER, host="127.0.0.1", port=server.port, **{"timeout": 5, **options})
