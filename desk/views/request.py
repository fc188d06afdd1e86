"""A request as every page of the desk gets it: somebody has signed in, perhaps by htmx."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class DeskRequest(HttpRequest):
    """Only for the types: the locks on the views see to it that this is so."""

    user: User
    htmx: HtmxDetails
