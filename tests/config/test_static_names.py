"""With hashed names a page that asks for a file that is not there breaks, and only outside the tests."""

import re

import pytest
from django.contrib.staticfiles.finders import find

from config.local.paths import ROOT

NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_static_file_that_a_template_names_is_there(template):
    missing = [name for name in NAMED.findall(template.read_text(encoding="utf-8")) if find(name) is None]
    assert missing == []


def test_templates_do_name_static_files():
    assert sum(len(NAMED.findall(path.read_text(encoding="utf-8"))) for path in TEMPLATES) > 5
