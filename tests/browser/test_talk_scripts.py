"""Two hundred scripts, written into every field in which people write to each other: all of them stay words."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.support import Support
from groups.closing import close_ask
from groups.hiding import hide_words
from groups.kinds import Role
from groups.models import Post
from groups.reporting import report_words
from groups.talking import change_words, write_post, write_reply
from groups.thanking import thank
from tests.factories import GroupFactory, MembershipFactory

RUN = "planted=1"
# What would run if anybody let it: as HTML, as Markdown, as addresses, in pieces, in other spellings.
SHAPES = (
    "<script>{run}</script>",
    "<ScRiPt>{run}</sCrIpT>",
    "<scr<script>ipt>{run}</scr</script>ipt>",
    "<script\x0b>{run}</script>",
    "<script/x>{run}</script >",
    "</p><script>{run}</script>",
    "</textarea><script>{run}</script>",
    "</title><script>{run}</script>",
    "--><script>{run}</script>",
    "]]><script>{run}</script>",
    "<img src=x onerror={run}>",
    "<img src=x onerror='{run}'//",
    "<IMG SRC=x OnErRoR={run}>",
    "<img/src=x/onerror={run}>",
    "<img src=x oneonerrorrror={run}>",
    "<svg onload={run}>",
    "<svg/onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<math><mi//xlink:href='javascript:{run}'>",
    "<body onload={run}>",
    "<iframe src='javascript:{run}'></iframe>",
    "<iframe srcdoc='<script>{run}</script>'></iframe>",
    "<object data='javascript:{run}'></object>",
    "<embed src='javascript:{run}'>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}></select>",
    "<marquee onstart={run}>x</marquee>",
    "<form action='javascript:{run}'><button>x</button></form>",
    "<a href='javascript:{run}'>x</a>",
    "<a href='java\tscript:{run}'>x</a>",
    "<a href=' javascript:{run}'>x</a>",
    "<a href='&#106;avascript:{run}'>x</a>",
    "<base href='javascript:/'>",
    "<link rel=stylesheet href='javascript:{run}'>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<style>@import 'javascript:{run}';</style>",
    "<div style='background:url(javascript:{run})'>x</div>",
    "<template><script>{run}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<xmp><img src=x onerror={run}></xmp>",
    "[x](javascript:{run})",
    "[x](JaVaScRiPt:{run})",
    "[x](javascript&colon;{run})",
    "[x](java&Tab;script:{run})",
    "[x](<javascript:{run}>)",
    "[x](data:text/html,<script>{run}</script>)",
    "[x](vbscript:{run})",
    "![x](javascript:{run})",
    '![x"onerror="{run}](x)',
    "[x]: javascript:{run}\n\n[x]",
    "<javascript:{run}>",
    '[x](https://x.example "\'onmouseover={run}")',
    "```<script>\n{run}\n```",
    "`<img src=x onerror={run}>`",
    "> <script>{run}</script>",
    "- <script>{run}</script>",
    "1. <img src=x onerror={run}>",
    "**<script>{run}</script>**",
    "\"'><script>{run}</script>",
    "{{{{ {run} }}}}",
    "{{% script %}}{run}",
    "${{{run}}}",
)
FORMS = ("{x}", "a {x} b", "{x}\n\n{x}", "**{x}**")


def payloads() -> list[str]:
    made = [
        form.replace("{x}", shape.format(run=RUN)).replace("\x0b", "\x0c")
        for form in FORMS
        for shape in SHAPES
    ]
    return [payload.replace("\x0c", "") for payload in dict.fromkeys(made)]


@pytest.fixture
def planted(ada, ben, mo, wil, school):
    """Addresses of every page that shows what was written, for the one who reads and for staff."""
    group = GroupFactory(
        school=school, name="Reading evenings", kind="interest", capacity=20, identity="names"
    )
    mine, other = MembershipFactory(group=group, user=ada), MembershipFactory(group=group, user=ben)
    keeper = MembershipFactory(group=group, user=mo, role=Role.MENTOR)
    now = timezone.now()
    texts = payloads()
    assert len(texts) >= 200
    pages = []
    concern = None
    for start in range(0, len(texts), 60):
        some = texts[start : start + 60]
        post = write_post(
            by=mine, kind=Support.INFORMATIONAL, title=some[0][:120], words="\n\n".join(some)[:4000], now=now
        )
        for text in some:
            write_reply(to=post, by=other, words=text, now=now)
        change_words(words=post, by=mine, text="\n\n".join(some[::-1])[:4000], title=some[1][:120], now=now)
        post.refresh_from_db()
        pages.append(reverse("groups:thread", args=[group.key, post.key]))
        pages.append(reverse("groups:words-change", args=[group.key, post.key]))
        pages.append(reverse("groups:words-earlier", args=[group.key, post.key]))
        concern = concern or report_words(words=post, by=other, reason="other", note=some[2][:900], now=now)
    for text in texts[:50]:
        thank(to=mine, by=other, words=text, now=now)
    hidden = write_post(by=mine, kind="note", words="hidden", now=now)
    hide_words(words=hidden, by=keeper, because=texts[0][:200], now=now)
    close_ask(
        post=Post.objects.filter(author=mine, kind="informational").first(),
        by=mine,
        closing="yes",
        words=texts[3],
        now=now,
    )
    pages += [
        reverse("groups:detail", args=[group.key]),
        reverse("groups:thanks", args=[group.key]),
        reverse("groups:thread", args=[group.key, hidden.key]),
    ]
    return {"ada": pages, "wil": [reverse("admin:groups_report_change", args=[concern.report.pk])]}


def test_no_script_runs_from_any_field(planted, ada, wil, page_for):
    for person, addresses in ((ada, planted["ada"]), (wil, planted["wil"])):
        page = page_for(person)
        for address in addresses:
            assert page.goto(address, wait_until="load").ok
            assert page.evaluate("typeof planted") == "undefined", address
            for link in page.locator("main a[href], #content a[href]").all():
                scheme = re.match(r"\s*([a-z+.-]+):", link.get_attribute("href"), re.IGNORECASE)
                assert scheme is None or scheme[1] in ("http", "https", "mailto"), address
            odd = "main :is(script, img, iframe, object, embed, svg:not(.icon), form[action^=java], [style], [onerror])"
            if person is ada:  # admin's own page has scripts of its own
                assert page.locator(odd).count() == 0, address


def test_no_script_runs_from_the_pages_before_posting(ada, school, page_for):
    group = GroupFactory(school=school, kind="interest", capacity=20)
    MembershipFactory(group=group, user=ada)
    page = page_for(ada)
    for words in ("I want to die", "The lady in bed 12"):
        page.goto(reverse("groups:ask", args=[group.key, "listen"]))
        page.get_by_label("What is going on").fill(words + "\n" + "\n".join(payloads()[:60])[:3800])
        with page.expect_navigation():
            page.get_by_role("button", name="Ask", exact=True).click()
        assert page.get_by_role("button", name="Post them as they are").count() == 1
        assert page.evaluate("typeof planted") == "undefined"
        with page.expect_navigation():
            page.get_by_role("button", name="Change my words").click()
        assert page.evaluate("typeof planted") == "undefined"
        assert words in page.get_by_label("What is going on").input_value()
