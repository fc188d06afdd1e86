"""The map of all keys and the order of the queue, as `?` shows them."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from desk.forms.outcomes import OUTCOMES
from desk.queries.board import order_in_words

register = template.Library()


@register.simple_tag
@cache
def key_help() -> SafeString:
    """Return the dialog, rendered once a process: it is the same for everybody."""
    context = {"buttons": OUTCOMES.values(), "order": order_in_words()}
    return render_to_string("desk/keys.html", context)
