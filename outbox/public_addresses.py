"""Which computers a webhook may reach: those that everybody can, never those behind our door."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": {443, 8443}, "http": {80, 8080}}
# IPv4 in other clothes, by which a gateway could reach what is private.
_GATEWAYS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")]


class NotPublic(Exception):
    """An address that nothing is sent to. The message is fit to show."""


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that a webhook may go to, as far as its text tells.

    https on its usual ports; plain http outside production only. Computers in
    `settings.WEBHOOK_NETWORKS` are the administrator's own choice, whatever their port. Asks no
    name server: `reachable` does, when it is connected.

    :raises NotPublic: with a sentence for whoever gave it
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotPublic("This is not an address.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotPublic("The address must begin with https:// and name a host.")
    if parts.username or parts.password:
        raise NotPublic("The address must not hold a name or password.")
    literal = _literal(parts.hostname)
    if literal is not None and not _is_allowed(literal):
        raise NotPublic("The address is a private one.")
    if not settings.WEBHOOK_NETWORKS:
        _check_way(parts.scheme, port)
    return parts


def reachable(scheme: str, host: str, port: int) -> str:
    """Ask the name server for `host` and return the address to connect to, already checked.

    Connect to what is returned: asking again could bring another answer.

    :raises NotPublic: if any of its addresses is private
    :raises OSError: if it has none
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    names = [str(each[4][0]) for each in found]
    addresses = [ipaddress.ip_address(name.partition("%")[0]) for name in names]
    if not all(_is_allowed(each) for each in addresses):
        raise NotPublic("The address leads to a private one.")
    if not all(_is_ours(each) for each in addresses):
        _check_way(scheme, port)
    return names[0]


def _check_way(scheme: str, port: int | None) -> None:
    if scheme == "http" and settings.PRODUCTION:
        raise NotPublic("The address must begin with https://.")
    if port is not None and port not in PORTS[scheme]:
        raise NotPublic(f"The port must be {_or(PORTS[scheme])}.")


def _or(ports: set[int]) -> str:
    return " or ".join(str(port) for port in sorted(ports))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_ours(address: Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    return any(inner in ipaddress.ip_network(net) for net in settings.WEBHOOK_NETWORKS)


def _is_allowed(address: Address) -> bool:
    if _is_ours(address):
        return True
    inner = getattr(address, "ipv4_mapped", None) or address
    if any(inner in net for net in _GATEWAYS):
        return False
    return inner.is_global and not inner.is_multicast
