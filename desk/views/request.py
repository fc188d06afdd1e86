"""A request as every page of the desk gets it: somebody has signed in, perhaps by htmx."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class DeskRequest(HttpRequest):
    """Only for the types: the locks on the views see to it that this is so."""

    user: User
    htmx: HtmxDetails


def posted(request: DeskRequest) -> Any:
    """Return what was sent with a form, which may be nothing; None where none was sent."""
    return request.POST if request.method == "POST" else None
