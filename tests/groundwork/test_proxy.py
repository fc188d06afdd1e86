"""Behind a proxy of ours the caller is whom the proxy saw, whatever the caller claims."""

import pytest
from django.http import HttpResponse

from groundwork.proxy import RealAddress


@pytest.mark.parametrize(
    ("claimed", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.0.0.1, 127.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "192.0.2.1"),
        ("somebody", "192.0.2.1"),
        ("203.0.113.7, somebody", "192.0.2.1"),
        ("203.0.113.7,", "192.0.2.1"),
        ("x" * 10_000, "192.0.2.1"),
    ],
)
def test_the_callers_address_is_the_one_that_the_proxy_wrote(rf, claimed, address):
    seen = []

    def view(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    RealAddress(view)(rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": claimed}))
    assert seen == [address]
