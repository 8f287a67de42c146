"""Templates whose constants are put out once, when the template is read, and not again for every page.

The frame of a page names fifteen stylesheets, a dozen icons and the doors of the house: none of them differs from one
page to the next, and each was looked up for every page. So `{% static "a name" %}`, `{% url "a
name" %}` and `{% include "a component" with name="a word" only %}` become plain text as a template is read (constant
folding, as compilers do it). What stands in a variable, is filtered, or asks for the person, the request or the time
is left alone: that something is a constant is read from the nodes themselves, never declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.template import Context, Node, NodeList, TemplateDoesNotExist
from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.defaulttags import (
    AutoEscapeControlNode,
    CommentNode,
    IfNode,
    LoadNode,
    TemplateLiteral,
    URLNode,
)
from django.template.loader_tags import IncludeNode
from django.template.loaders import base, cached
from django.template.smartif import TokenBase
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch

from accounts.molds import forget_pieces


class Fold(base.Loader):
    """Stands between the loader that keeps templates and the ones that read them, so each is folded once."""

    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        self.fold(template.nodelist)
        return template

    def fold(self, nodes: NodeList) -> None:
        """Constants become text, and texts beside each other one."""
        folded: list[Node] = []
        for node in nodes:
            if not isinstance(node, AutoEscapeControlNode):
                for inner in inner_lists(node):
                    self.fold(inner)
            text = self.text_of(node)
            if text is None:
                folded.append(node)
            elif folded and isinstance(folded[-1], TextNode):
                folded[-1] = TextNode(folded[-1].s + text)
            else:
                folded.append(TextNode(text))
        nodes[:] = folded

    def text_of(self, node: Node) -> str | None:
        """What this node puts out on every page, or None where that cannot be known."""
        match node:
            case TextNode():
                return node.s
            case LoadNode() | CommentNode():
                return ""
            case StaticNode(varname=None) if is_literal(node.path):
                return self.try_render(node)
            case URLNode(asvar=None, args=[], kwargs={}) if not node.kwargs and is_literal(node.view_name):
                return self.try_render(node)
            case IncludeNode() if self.is_constant(node) and all(
                map(is_literal, node.extra_context.values())
            ):
                return self.try_render(node)
        return None

    def try_render(self, node: Node) -> str | None:
        """None where a name leads nowhere: then the page says so, if it ever comes to it."""
        context = Context()
        try:
            with context.bind_template(self.engine.from_string("")):
                return node.render(context)
        except (NoReverseMatch, TemplateDoesNotExist, ValueError):
            return None

    def is_constant(self, node: Node) -> bool:
        """Whether what it puts out depends on nothing but the values that it is given by name."""
        if any(expression.filters for expression in expressions(node)):
            return False
        match node:
            case TextNode() | VariableNode() | LoadNode() | CommentNode() | StaticNode(varname=None):
                return True
            case IfNode():
                return all(self.is_constant(child) for inner in inner_lists(node) for child in inner)
            case IncludeNode(isolated_context=True) if is_literal(node.template):
                try:
                    return all(map(self.is_constant, self.engine.get_template(node.template.var).nodelist))
                except TemplateDoesNotExist:
                    return False
        return False


class FoldingLoader(cached.Loader, Fold):
    """Django's own loader that keeps what it has read, with `Fold` below it."""

    def reset(self) -> None:
        """Asked by Django when a template changed while somebody develops."""
        super().reset()
        forget_pieces()


def inner_lists(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes


def is_literal(expression: FilterExpression) -> bool:
    return isinstance(expression.var, str) and not expression.filters


def expressions(node: Node) -> Iterator[FilterExpression]:
    match node:
        case VariableNode():
            yield node.filter_expression
        case StaticNode():
            yield node.path
        case IncludeNode():
            yield from (node.template, *node.extra_context.values())
        case IfNode():
            for condition, _ in node.conditions_nodelists:
                yield from tested(condition)


def tested(condition: TokenBase | None) -> Iterator[FilterExpression]:
    """Every value that a condition asks about; of `{% else %}` none."""
    match condition:
        case TemplateLiteral(value=FilterExpression() as expression):
            yield expression
        case TokenBase():
            yield from tested(condition.first)
            yield from tested(condition.second)
