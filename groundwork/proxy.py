"""Who is calling, where a proxy of ours stands in between."""

import ipaddress
from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponseBase


class RealAddress:
    """Take the caller's address from the last entry of X-Forwarded-For: our proxy wrote that one.

    What stands before it came with the request and could be anything. Without a readable
    entry the address stays the proxy's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        with suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(last))
        return self.get_response(request)
