"""The field that asks for a time zone."""

from functools import cache

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.zones import zone_choices

MOST_IN_ZONE = 64


@cache
def _options() -> tuple[SafeString, frozenset[str]]:
    """Every zone as an option, and the values that stand there."""
    choices = zone_choices()
    html = format_html_join("", '<option value="{}">{}</option>', choices)
    return html, frozenset(value for value, _ in choices)


class ZoneSelect(forms.Select):
    """Every zone, and the one that somebody has already, even where it is not offered to others.

    The options are the same for everybody, so they are made once: Django would render a template for each of the
    several hundred, on every page.
    """

    def render(self, name, value, attrs=None, renderer=None):
        options, offered = _options()
        chosen = self.format_value(value)[:1]
        for zone in chosen:
            if zone in offered:
                plain = format_html('value="{}">', zone)
                options = mark_safe(options.replace(plain, plain[:-1] + " selected>", 1))
            elif zone and len(zone) <= MOST_IN_ZONE:
                options = format_html('<option value="{0}" selected>{0}</option>{1}', zone, options)
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(own), options)


class ZoneField(forms.CharField):
    """The name of a zone. Which names are known is the model's own rule."""

    widget = ZoneSelect

    def __init__(self, **kwargs):
        super().__init__(label="Time zone", max_length=MOST_IN_ZONE, **kwargs)

    def widget_attrs(self, widget) -> dict:
        return {}  # a select has no maxlength
