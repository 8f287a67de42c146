"""The front door of `make`: python -m config.local run | dev | test | check | bench | faults | browser."""

import errno
import os
import sys

from config.local import browser, check
from config.local.borrow import run_here, run_with_servers
from config.local.house import run
from config.local.paths import ROOT, VAR
from config.local.trouble import Trouble, hardly_any_room

PYTHON = sys.executable
DISK_TROUBLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def main(command: str = "run", *arguments: str) -> int:
    match command:
        case "run":
            run("demo")
        case "dev":
            run("dev")
        case "test":
            return test(arguments)
        case "check":
            return check.main()
        case "bench":
            return run_with_servers([PYTHON, "-m", "benchmarks", *arguments], durable=True)
        case "faults":
            # It starts its own servers, since it stops them too.
            return run_here([PYTHON, "-m", "tests.faults", *arguments], dict(os.environ), ROOT)
        case "browser":
            print(browser.find_or_install())
        case _:
            raise Trouble(f"There is no command {command!r}. {__doc__}")
    return 0


def test(arguments: tuple[str, ...]) -> int:
    """The whole suite on four processes, for the two cores of a small machine; arguments go to pytest."""
    # One is long at what waits more than it works (tests/conftest.py); the others wait for browsers and the database.
    # Who has nothing left takes over from another.
    argv = [PYTHON, "-m", "pytest", "-n", "4", "--dist", "worksteal", *arguments]
    return run_with_servers(argv, durable=False, more={"CHROMIUM": browser.find_or_install()})


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"\n{trouble}{hardly_any_room(VAR if VAR.exists() else ROOT)}")
    except OSError as error:
        if error.errno not in DISK_TROUBLE:
            raise
        sys.exit(f"\n{error.strerror}{f': {error.filename}' if error.filename else ''}.")
    except KeyboardInterrupt:
        sys.exit(130)
