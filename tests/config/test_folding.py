"""Constants of templates are put out when a template is read; everything else still when a page is made."""

import pytest
from django.template import Context, Engine, engines
from django.template.autoreload import reset_loaders
from django.template.base import TextNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils import timezone

from accounts.molds import Mold

BELOW = {
    "icon": "{% load static %}<i{% if big %} class=big{% endif %}>{% static 'icons/sprite.svg' %}#{{ name }}</i>",
    "outer": "{% include 'icon' with name=name only %}{% include 'icon' with name='fixed' only %}",
    "when": "{% now 'Y' %} {{ name }}",
    "shout": "{{ name|upper }}",
    "person": "{{ user }}",
    "me": "{% include 'person' %}",
    "parent": "{% block a %}{% include 'icon' with name='x' only %}{% endblock %}{% block b %}{% endblock %}",
}


def engine(loader: str, **templates: str) -> Engine:
    inside = [("django.template.loaders.locmem.Loader", BELOW | templates)]
    return Engine(
        loaders=[(loader, inside)],
        libraries={"static": "django.templatetags.static"},
        builtins=["django.templatetags.i18n"],
    )


def folding(text: str) -> Engine:
    return engine("config.folding.FoldingLoader", page=text)


def is_text(text: str) -> bool:
    """Whether nothing is left to do for it but to put it out."""
    nodes = folding(text).get_template("page").nodelist
    return len(nodes) == 1 and isinstance(nodes[0], TextNode)


@pytest.mark.parametrize(
    "text",
    [
        "a {% load static %}{% static 'icons/sprite.svg' %}{# said by nobody #} b",
        "a {% url 'today' %}",
        "a {% include 'icon' with name='heart' only %} b",
        "a {% include 'icon' with name='heart' big='yes' only %} b",
        "a {% include 'outer' with name='<b>' only %} b",
    ],
)
def test_a_constant_is_text(text):
    assert is_text(text)
    assert folding(text).get_template("page").render(Context()) == plainly(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% static name %}",
        "{% static 'icons/sprite.svg' as it %}{{ it }}",
        "{% url name %}",
        "{% url 'groups:detail' name %}",
        "{% url 'groups:detail' key=name %}",
        "{% url 'today' as it %}{{ it }}",
        "{% include 'icon' with name=name only %}",
        "{% include 'icon' with name='x'|upper only %}",
        "{% include 'icon' with name='x' %}",  # sees the page's own values too
        "{% include name only %}",
        "{% include 'when' with name='x' only %}",
        "{% include 'shout' with name='x' only %}",
        "{% include 'me' only %}",
        "{% autoescape off %}{% include 'icon' with name='x' only %}{% endautoescape %}",
    ],
)
def test_what_may_differ_is_left_to_the_page(text):
    assert not is_text("{% load static %}" + text)


@pytest.mark.parametrize("big", [True, False])
def test_constants_are_found_however_deep_they_stand(big):
    text = (
        "{% extends 'parent' %}{% block a %}{{ block.super }}{% for n in numbers %}"
        "{% if big %}{% include 'icon' with name='1' only %}{% elif n %}{% include 'icon' with name='2' only %}"
        "{% else %}{% include 'icon' with name=n only %}{% endif %}"
        "{% empty %}{% include 'icon' with name='3' only %}{% endfor %}{% endblock %}"
    )
    for numbers in ([0, 1], []):
        values = {"big": big, "numbers": numbers}
        assert folding(text).get_template("page").render(Context(values)) == plainly(text, **values)


def plainly(text: str, **values) -> str:
    """The same by Django alone."""
    return (
        engine("django.template.loaders.cached.Loader", page=text)
        .get_template("page")
        .render(Context(values))
    )


def test_a_name_that_leads_nowhere_fails_where_it_is_shown_and_not_before():
    page = folding("{% if shown %}{% url 'no-such-door' %}{% endif %}").get_template("page")
    assert page.render(Context({"shown": False})) == ""
    with pytest.raises(NoReverseMatch):
        page.render(Context({"shown": True}))


def test_a_component_that_tells_the_time_tells_it_anew():
    page = folding("{% include 'when' with name='x' only %}").get_template("page")
    assert page.render(Context()) == f"{timezone.now():%Y} x"


def test_the_frame_of_the_house_looks_up_no_stylesheet():
    frame = engines["django"].engine.get_template("base.html")
    put_out = "".join(node.s for node in frame.nodelist if isinstance(node, TextNode))
    assert "css/tokens.css" in put_out
    assert not frame.nodelist.get_nodes_by_type(StaticNode)


def test_a_template_that_changes_is_read_again_also_by_what_is_filled(monkeypatch):
    """As Django's own server does when a file of a template was saved."""
    said = ["<p>{value}</p>"]
    monkeypatch.setattr(Mold, "render", lambda mold, context: said[0].format(**context))
    card = Mold("card.html", ("value",))
    assert card.fill({}, {"value": "a"}) == "<p>a</p>"
    said[0] = "<b>{value}</b>"
    assert card.fill({}, {"value": "a"}) == "<p>a</p>"
    reset_loaders()
    assert card.fill({}, {"value": "a"}) == "<b>a</b>"
