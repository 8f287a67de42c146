"""The face keeps its promises: readable in both themes, one home for colours, pinned files, icons that exist."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
TEMPLATES = ROOT / "templates"
COLOUR = re.compile(r"#[0-9a-f]{3,8}(?![\w-])|\brgba?\(|\bhsla?\(", re.IGNORECASE)
TEXT = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "primary", "urgent")
        for ground in ("paper", "surface", "sunken")
    ],
    *[(ink, "primary-tint") for ink in ("ink", "ink-soft", "primary")],
    *[(ink, "urgent-tint") for ink in ("ink", "urgent", "urgent-deep")],
    *[(ink, "warm-tint") for ink in ("ink", "warm-ink")],
    *[(ink, f"mood-{level}-tint") for ink in ("ink", "ink-soft") for level in range(1, 6)],
    ("on-primary", "primary"),
    ("on-primary", "primary-deep"),
    ("on-urgent", "urgent"),
    ("on-urgent", "urgent-deep"),
    ("ink-soft", "chart-band"),
]
EDGES = [
    *[(edge, ground) for edge in ("line-strong", "focus") for ground in ("paper", "surface", "sunken")],
    *[("ink", f"mood-{level}-fill") for level in range(1, 6)],
    ("chart-line", "surface"),
    ("chart-line", "chart-band"),
]


def themes():
    """{"light": {token: "#rrggbb"}, "dark by the device": …, "dark by choice": …}."""
    css = (CSS / "tokens.css").read_text()
    found = {}
    for name, opening in (
        ("light", ":root {\n  color-scheme: light;"),
        ("dark by the device", ":root:not([data-bs-theme="),
        ("dark by choice", ':root[data-bs-theme="dark"] {'),
    ):
        block = css[css.index(opening) :].split("}", 1)[0]
        found[name] = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))
    return found


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """WCAG 2's ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def templates():
    return [path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")]


def test_the_ratio_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark by the device", "dark by choice"])
def test_text_is_readable_and_edges_are_seen(theme):
    tokens = themes()[theme]
    too_faint = [
        (one, other, round(contrast(tokens[one], tokens[other]), 2))
        for pairs, least in ((TEXT, 4.5), (EDGES, 3))
        for one, other in pairs
        if contrast(tokens[one], tokens[other]) < least
    ]
    assert too_faint == []


def test_both_ways_into_the_dark_are_the_same_dark():
    found = themes()
    assert found["dark by the device"] == found["dark by choice"]
    assert found["light"].keys() - found["dark by choice"].keys() == set()


def test_colours_live_in_the_tokens_only():
    elsewhere = [
        f"{path.name}: {line.strip()}"
        for path in (*CSS.glob("*.css"), *(p for p in templates() if "emails" not in p.parts))
        if path.name != "tokens.css"
        for line in path.read_text().splitlines()
        if COLOUR.search(re.sub(r"&#\d+;|href=\"#\w+\"|url\(#\w+\)", "", line))
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", ["/help-now/", "/account/login/"])
def test_what_a_browser_draws_around_a_page_has_the_colour_of_its_ground(client, db, path):
    page = client.get(path).content.decode()
    found = re.findall(
        r'name="theme-color" content="(.*?)" media="\(prefers-color-scheme: (light|dark)\)"', page
    )
    tokens = themes()
    assert found == [
        (tokens["light"]["paper"], "light"),
        (tokens["dark by the device"]["paper"], "dark"),
    ]


def test_on_a_home_screen_it_has_its_mark_and_its_ground():
    icons = ROOT / "static" / "icons"
    manifest = json.loads((icons / "app.webmanifest").read_text())
    assert {manifest["background_color"], manifest["theme_color"]} == {themes()["light"]["paper"]}
    for icon in manifest["icons"]:
        head = (icons / icon["src"]).read_bytes()[:24]
        width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_no_page_carries_its_own_style_or_script():
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in templates()
        if "emails" not in path.parts
        and re.search(
            r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*(\ssrc=|type=\"application/json\"))", path.read_text()
        )
    ]
    assert guilty == []


def test_a_note_to_ourselves_ends_on_its_line():
    """Django ends {# at the line's end or not at all: what runs on would stand on the page."""
    running_on = [
        f"{path.relative_to(TEMPLATES)}: {line.strip()}"
        for path in templates()
        for line in path.read_text().splitlines()
        if line.rfind("{#") > line.rfind("#}")
    ]
    assert running_on == []


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", "".join(p.read_text() for p in CSS.glob("*.css"))))
    defined |= set(
        re.findall(r"(--bs-[\w-]+)", (ROOT / "static/vendor/bootstrap/bootstrap.min.css").read_text())
    )
    used = set(re.findall(r"var\((--[\w-]+)", "".join(p.read_text() for p in CSS.glob("*.css"))))
    assert used - defined == set()


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text()))
    named = set()
    for path in templates():
        text = path.read_text()
        named |= set(re.findall(r'components/icon\.html" with name="([\w-]+)"', text))
        named |= set(re.findall(r'\bicon="([\w-]+)"', text))
    assert named
    assert named - drawn == set()


def test_the_files_of_others_are_the_ones_in_the_list():
    vendor = ROOT / "static" / "vendor"
    listed = dict(
        re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (vendor / "README.md").read_text(), re.M)
    )
    there = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.suffix in (".css", ".js", ".woff2")
    }
    assert listed == there


def test_the_style_page_shows_every_part(client, db):
    page = client.get(reverse("style")).content.decode()
    for n in range(1, 6):
        assert f"#face-{n}" in page
        assert f'name="level" value="{n}"' in page
    assert page.count("<h1") == 1
    assert " · Tandem</title>" in page
