"""Versions of curves as the rule's own values. A version never changes, so each is read once."""

from functools import lru_cache

from django.db.models import OuterRef, QuerySet

from cadence import rules
from cadence.models import Curve, Policy


def newest_policies(team: str = "pk") -> QuerySet[Policy]:
    """Return the default policies of the outer row's team, the newest first, to annotate by."""
    own = Policy.objects.filter(team=OuterRef(team), name=Policy.DEFAULT)
    return own.order_by("-version")


def newest_curves(team: str = "pk") -> QuerySet[Curve]:
    """Return the curves of the outer row's team, the newest first, to annotate by."""
    return Curve.objects.filter(team=OuterRef(team)).order_by("-version")


def newest_curve_key(team_id: int) -> int | None:
    """Return the key of the team's newest curve; None before there is one."""
    newest = Curve.objects.filter(team_id=team_id).order_by("-version")
    return newest.values_list("pk", flat=True).first()


@lru_cache(maxsize=64)
def curve_version(key: int) -> rules.Curve:
    """Return one version of a curve as the rule's own value.

    :raises Curve.DoesNotExist: if there is none with that key
    """
    return rules.Curve.from_numbers(Curve.objects.values_list("numbers", flat=True).get(pk=key))
