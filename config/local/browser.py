"""The browser that the tests drive: one that is there, or one that the system's package manager brings."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from config.local.trouble import Trouble

# The first is the same Chromium without windows, tabs and menus, which do most of the work where nobody looks at them.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = ("Google Chrome", "Chromium")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "fonts-dejavu-core")


def find(environ: Mapping[str, str] = os.environ) -> str | None:
    """Its path. CHROMIUM in the environment comes first, and is an error when it is not there."""
    named = environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            raise Trouble(f"CHROMIUM={named} is not a program.")
        return shutil.which(named)
    found = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (
            str(path)
            for name in ON_A_MAC
            if (path := Path(f"/Applications/{name}.app/Contents/MacOS/{name}")).exists()
        ),
        None,
    )


def find_or_install() -> str:
    path = find()
    if path:
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("The tests need a browser and there is none: installing Chromium.", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=env, check=False)
        for package in PACKAGES:
            subprocess.run([*INSTALL, package], env=env, check=False)
            if path := find():
                return path
    raise Trouble(
        "The tests need Chromium or Chrome and there is none. Run:\n    sudo "
        f"{' '.join(INSTALL)} {PACKAGES[-1]}\n"
        "or name one that you have: make test CHROMIUM=/path/to/chrome"
    )
