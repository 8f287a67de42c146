"""Makes .venv from the hashed lock, only when the lock or the Python changed.

    python3 config/local/venv.py demo|dev

Run by path with whatever Python 3.11 to 3.13 the machine has: nothing is installed yet, so only the
standard library is used here.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OUR_PYTHON = "{}.{}".format(*sys.version_info[:2])
ENOUGH = {"demo": ("demo", "dev"), "dev": ("dev",)}  # dev's lock holds everything that demo's does


def lock_file(wanted: str) -> Path:
    return ROOT / "config" / "requirements" / f"{wanted}.txt"


def fingerprint(wanted: str) -> str:
    return f"{OUR_PYTHON} {hashlib.sha256(lock_file(wanted).read_bytes()).hexdigest()}"


def stamp(wanted: str) -> Path:
    return VENV / f"installed-{wanted}"


def is_ready(wanted: str) -> bool:
    return PYTHON.exists() and any(
        stamp(each).exists() and stamp(each).read_text() == fingerprint(each) for each in ENOUGH[wanted]
    )


def make(wanted: str) -> None:
    uv = shutil.which("uv")
    if not has_our_python():
        print("Making .venv.", flush=True)
        if uv:
            subprocess.run(
                [uv, "venv", "--seed", "--quiet", "--clear", "--python", sys.executable, VENV], check=True
            )
        else:
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    print(f"Installing what config/requirements/{wanted}.txt names.", flush=True)
    for old in VENV.glob("installed-*"):
        old.unlink()
    hashed = ["--require-hashes", "--requirement", str(lock_file(wanted))]
    if uv:
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *hashed], check=True)
    else:
        pip = [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-input",
        ]
        subprocess.run([*pip, *hashed], check=True)
    stamp(wanted).write_text(fingerprint(wanted))


def has_our_python() -> bool:
    """A .venv that works and is of the same Python; one that was half made is made again. `make check` asks pip."""
    ask = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    if not PYTHON.exists():
        return False
    said = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True)
    return said.returncode == 0 and said.stdout.strip() == OUR_PYTHON


def main(wanted: str) -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(
            f"Tandem needs Python 3.11 to 3.13; this is {OUR_PYTHON}. Choose one: make PYTHON=python3.12"
        )
    if is_ready(wanted):
        return
    VENV.mkdir(exist_ok=True)
    with open(lock_file(wanted), encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two at once: the second waits, then finds it done
        if not is_ready(wanted):
            make(wanted)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"Installing failed (exit code {error.returncode}): the lines above say why.")
