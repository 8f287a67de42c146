"""Markdown in, HTML of a short list of tags out. What was written by anybody passes here before a page shows it."""

import nh3
from markdown_it import MarkdownIt

# Ten times the longest article. Rendering grows faster than the text, so the text is bounded first.
LONGEST = 40_000

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto", "tel", "sms"}


def render(text: str) -> str:
    """HTML that is safe to show. Raw HTML in the text is shown as the words it is; the page's own title is the h1."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20})
    markdown.enable(["table", "strikethrough", "linkify"])
    return _safe(markdown, text)


def render_talk(text: str) -> str:
    """The same for what people say to each other: lines end where they were ended, and nobody needs headings.

    What would be a heading, a rule, a table or a picture stays the words that it is.
    """
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    markdown.enable(["strikethrough", "linkify"])
    markdown.disable(["heading", "lheading", "hr", "image"])
    return _safe(markdown, text)


def _safe(markdown: MarkdownIt, text: str) -> str:
    tokens = markdown.parse(text[:LONGEST].replace("\0", ""))
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    html = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style"},
    )
