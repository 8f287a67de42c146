"""A real SMTP server on a free port of this machine that keeps what it is given, for tests."""

import email
import email.policy
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller


class AtAnyPort(Controller):
    """Knows its port once it has one, so that nobody else can take it meanwhile."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """`with Mailbox() as mailbox:` then `mailbox.port`, `len(mailbox)`, `mailbox[0]["Subject"]`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self._controller = AtAnyPort(self, hostname="127.0.0.1", port=0, ready_timeout=60)

    async def handle_DATA(self, server, session, envelope) -> str:
        # The letter last: whoever sees it, in another thread, finds the rest.
        self.raw.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    @property
    def port(self) -> int:
        return self._controller.port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_) -> None:
        self._controller.stop()

    def __len__(self) -> int:
        return len(self.letters)

    def __getitem__(self, index) -> EmailMessage:
        return self.letters[index]

    def text(self, index: int = -1) -> str:
        return self[index].get_body(("plain",)).get_content()

    def html(self, index: int = -1) -> str:
        return self[index].get_body(("html",)).get_content()
