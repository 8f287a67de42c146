"""Where a form that was refused begins again: its first field that is to be put right takes the focus."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class FieldToPutRight(BoundField):
    """By the page itself, so that it works without scripts; what is wrong is read out with the field."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound and self.form.errors and self.name == self._first_wrong():
            attrs["autofocus"] = True
        return attrs

    def _first_wrong(self) -> str | None:
        shown = (field.name for field in self.form.visible_fields())
        return next((name for name in shown if name in self.form.errors), None)


class Renderer(TemplatesSetting):
    bound_field_class = FieldToPutRight
