"""Moments and ages on the viewer's clock: each reads `now` and `tz` from the page's context."""

from datetime import datetime

from django import template
from django.template import Context

from dashboards import words
from dashboards.ages import Age
from dashboards.queries import Figures, Row, Totals

register = template.Library()


@register.simple_tag(takes_context=True)
def clock(context: Context, at: datetime | None) -> str:
    """Return `at` as people say it, on the viewer's clock; nothing for no time at all."""
    return words.moment(at, now=context["now"], tz=context["tz"]) if at else ""


@register.simple_tag(takes_context=True)
def their_clock(context: Context, at: datetime | None, tz: str) -> str:
    """Return such as "14:42 in Stockholm", where that differs from the viewer's clock."""
    return words.their_moment(at, now=context["now"], tz=tz, here=context["tz"]) if at else ""


@register.simple_tag(takes_context=True)
def since(context: Context, at: datetime) -> str:
    """Return how long ago `at` was."""
    return words.lasting(context["now"] - at)


@register.simple_tag(takes_context=True)
def lateness(context: Context, row: Row) -> str:
    """Return for how long a row is overdue, in days that its owner worked."""
    return words.late(row.overdue_at, now=context["now"], working_days=row.working_days)


@register.simple_tag(takes_context=True)
def oldest(context: Context, figures: Figures) -> str:
    """Return for how long a rep's oldest is overdue."""
    at = figures.oldest_overdue_at
    if at is None:
        return ""
    days = figures.rep.ages.working_days(at)
    return words.late(at, now=context["now"], working_days=days)


@register.simple_tag
def by_age(figures: Figures | Totals) -> list[tuple[Age, str, int]]:
    """Return every age with its name and its count, youngest first."""
    return [(age, name, figures.overdue[age]) for age, name in words.AGES.items()]


@register.filter
def city(tz: str) -> str:
    return words.city(tz)


@register.filter
def channel(value: str) -> str:
    return words.CHANNELS.get(value, value)
