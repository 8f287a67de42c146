"""What was written by anybody becomes a page that can do nothing."""

import re
import time

import pytest

from resources.markdown import LONGEST, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://tracker.example/pixel.gif)",
    "<svg/onload=alert(1)>",
    "<a href='javascript:x'>x</a>",
    "<iframe src=//x.example></iframe>",
    '[x](https://x.example "onmouseover=alert(1)")',
    "<https://x.example/\"onclick='x'>",
    "<style>*{display:none}</style>",
    "```<script>\nx\n```",
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=/account/><button>x</button></form>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_runs_or_loads(text):
    html = render(text)
    tags = {part.split(">")[0].split()[0].strip("/") for part in html.split("<")[1:]}
    assert tags <= {"p", "a", "pre", "code", "em", "strong"}
    for link in re.findall(r"<a[^>]*href=(.*)", html):
        assert link.startswith(('"https://', '"http://'))
    assert "<img" not in html


def test_what_writers_use_is_kept():
    html = render(
        "# One\n\n## Two\n\n*a* **b** ~~c~~\n\n1. x\n\n| h |\n|---|\n| d |\n\nhttps://x.example and /library/y/"
    )
    for part in ("<h2>One</h2>", "<h2>Two</h2>", "<em>a</em>", "<s>c</s>", "<ol>", "<td>d</td>"):
        assert part in html
    assert 'href="https://x.example" rel="noopener noreferrer nofollow"' in html


def test_links_inside_the_house_and_to_phones_work():
    html = render("[a](/help-now/) [b](tel:+441632960123) [c](mailto:desk@example.edu)")
    for address in ("/help-now/", "tel:+441632960123", "mailto:desk@example.edu"):
        assert f'href="{address}"' in html


BOMBS = ["[", "*", "_", "`", ">", "<", "![", "](", "~~", "|a", "- ", "\t", "**a", "a_", "&", "\\", "[a](", "<a ", "1. ",
         "http://", "www.a", "a@a.", "\n> ", "|-|\n", "[a]: x\n", "😀", "\u202e", "#", "`a``", "*a **b "]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_text_made_to_take_long_does_not(bomb):
    began = time.thread_time()
    render(bomb * (1_000_000 // len(bomb)))
    assert time.thread_time() - began < 5


def test_no_text_is_rendered_beyond_its_bound():
    assert len(render("word " * LONGEST)) <= LONGEST + 20
    assert "\0" not in render("a\0b")
