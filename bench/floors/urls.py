"""The floors' addresses, and the views behind them, in one place to be read at a glance."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from rest_framework import generics, serializers

from bench.floors.models import PlainLead


@dataclass(frozen=True, slots=True)
class Row:
    """Six fields to print."""

    number: int
    company: str
    person: str
    phone: str
    reason: str
    at: datetime


ROWS = [
    Row(
        number,
        f"Company {number} & Sons",
        f"Person <{number}>",
        f"+1312555{number:04}",
        "They were promised this time.",
        datetime(2026, 3, 3, 9, 0, tzinfo=UTC) + timedelta(minutes=17 * number),
    )
    for number in range(50)
]


def f0(request: HttpRequest) -> HttpResponse:
    """A bare view."""
    return HttpResponse("ok")


def f1(request: HttpRequest) -> HttpResponse:
    """A template of fifty rows of six fields, without a database."""
    return render(request, "rows.html", {"rows": ROWS})


class PlainLeadIn(serializers.ModelSerializer):
    class Meta:
        model = PlainLead
        fields = ("id", "external_id", "company", "person", "email", "phone", "comments")
        # The index alone refuses a second one: no statement but the INSERT.
        extra_kwargs = {"external_id": {"validators": []}}


class F2(generics.CreateAPIView):
    """One INSERT into a table with a unique index."""

    queryset = PlainLead.objects.all()
    serializer_class = PlainLeadIn


urlpatterns = [path("f0/", f0), path("f1/", f1), path("f2/", F2.as_view())]
