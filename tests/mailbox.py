"""A real SMTP server on a free port of this machine that keeps what it is given, for tests."""

import email
import email.policy
import socket
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller


class Mailbox:
    """`with Mailbox() as mailbox:` then `mailbox.port`, `len(mailbox)`, `mailbox[0]["Subject"]`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope) -> str:
        self.raw.append(envelope.content)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 kept"

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
