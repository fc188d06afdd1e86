"""A request reads the clock once."""

from django.test import RequestFactory
from rest_framework.request import Request

from groundwork.clock import of


def test_a_request_stays_at_its_time_whoever_asks(clock, now):
    request = RequestFactory().get("/")
    first = of(request)
    clock.move(minutes=1)

    assert first == now
    assert of(Request(request)) == now
    assert of(RequestFactory().get("/")) == clock.at
