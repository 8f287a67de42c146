"""An SMTP server that keeps every letter as one file in a maildir.

python -m config.local.mailbox.receive PORT FOLDER
"""

import asyncio
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.local.mailbox import letters

LONGEST = 20_000_000  # bytes


class Keeper:
    """Writes before it says 250: what was accepted is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        delivered_to = "X-Delivered-To: {}\r\n".format(", ".join(envelope.rcpt_tos))
        letters.maildir(self.folder).add(delivered_to.encode() + (envelope.original_content or b""))
        return "250 Kept"


async def serve(port: int, folder: Path) -> None:
    keeper = Keeper(folder)

    def line() -> SMTP:
        return SMTP(keeper, hostname="localhost", data_size_limit=LONGEST, enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
