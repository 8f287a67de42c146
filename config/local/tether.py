"""Starts a program that ends when its starter does, as another account where asked.

    python tether.py SIGNAL UID:GID PROGRAM ARGUMENT...

Run by path, with nothing of the house loaded. The signal is sent by the kernel (Linux only) when the
starter is gone without a goodbye, so a killed supervisor leaves no server behind.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(signal_number: str, account: str, program: str, *arguments: str) -> None:
    starter = os.getppid()
    if account != "-":
        user, group = (int(part) for part in account.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux":  # after the change of account, which would undo it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != starter:
            sys.exit("The supervisor went away.")
    os.execvp(program, [program, *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
