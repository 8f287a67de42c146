"""What `make check` asks of the code before any test runs. Every question is asked, even after a failure."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from config.local.borrow import servers, stop_means_leave
from config.local.keys import make_key
from config.local.paths import ROOT

PYTHON = sys.executable
ROOMS = ("config", "accounts", "resources", "checkins", "groups", "tests", "benchmarks", "manage.py")
LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports_command as c; sys.argv[0] = 'lint-imports'; c()"
)

# Production's own settings with everything that must be set, and nothing more.
PRODUCTION = {
    "TANDEM_MODE": "production",
    "SITE_URL": "https://tandem.example",
    "ALLOWED_HOSTS": "tandem.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.tandem.example:587",
    "FROM_EMAIL": "Tandem <hello@tandem.example>",
}


@dataclass
class Question:
    name: str
    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)


def questions() -> list[Question]:
    rooms = [room for room in ROOMS if (ROOT / room).exists()]
    production = {**PRODUCTION, "SECRET_KEY": make_key("SECRET_KEY"), "FIELD_KEYS": make_key("FIELD_KEYS")}
    manage = [PYTHON, "manage.py"]
    return [
        Question("ruff", [PYTHON, "-m", "ruff", "check", *rooms]),
        Question("ruff format", [PYTHON, "-m", "ruff", "format", "--check", *rooms]),
        Question("import-linter", [PYTHON, "-c", LINT_IMPORTS]),
        Question("mypy", [PYTHON, "-m", "mypy"]),
        Question("djlint", [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"]),
        Question("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Question("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        Question("pip", [PYTHON, "-m", "pip", "check"]),
    ]


def main() -> int:
    failed = []
    with stop_means_leave(), servers(durable=False) as urls:
        usual = {**os.environ, "TANDEM_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings", **urls}
        for question in questions():
            began = time.monotonic()
            done = subprocess.run(
                question.argv,
                cwd=ROOT,
                env={**usual, **question.env},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            verdict = "ok" if done.returncode == 0 else "FAILED"
            print(f"{question.name:<14} {verdict:<7} {time.monotonic() - began:5.1f} s", flush=True)
            if done.returncode:
                failed.append(question.name)
                print(done.stdout.rstrip(), flush=True)
    print(f"\n{len(failed)} failed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0
