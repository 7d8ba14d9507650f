"""Which addresses are public: what may be fetched from, by its URL, by its name, and by the numbers behind the name."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from onrecord.index.fetch.types import FetchError

if TYPE_CHECKING:
    import httpx

__all__ = ["Address", "address_of", "is_public", "web_url"]

Address = IPv4Address | IPv6Address

# From IANA's registries of special-purpose addresses (RFC 6890), and the one public address that is not:
_NOT_PUBLIC_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; 0.0.0.0 is this machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's NAT; also metadata of one cloud
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of an Azure machine, with what it tells it
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocols; also metadata of one cloud
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
# Of IPv6 only global unicast is public. Loopback, ULA, link- and site-local, multicast, and IPv4 mapped, compatible or
# translated (NAT64) are all outside of it.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocols: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address
        "3ffe::/16",  # 6bone, ended
        "3fff::/20",  # documentation
    )
]
_INSIDE = ("localhost", "local", "localdomain", "internal", "lan", "home.arpa", "onion")
_NAME = re.compile(r"[a-z0-9_.-]+")
_FIRST_FREE_PORT = 1024


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and not of this machine, its network, or a way into them."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id or address not in _PUBLIC_6:
        return False
    return not any(address in network for network in _NOT_PUBLIC_6)


def address_of(host: str) -> Address | None:
    """The address that a host is written as, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def web_url(text: str) -> httpx.URL:
    """A URL that may be asked, as far as can be told without resolving its name.

    Ports are 80, 443, and from 1024 on: below are mail, shells and other services that a web request must not be made
    to talk to, while a feed on 8080 is not rare.

    Raises:
        FetchError: not http or https; no host; a user name or password; another port; a name of the local network.
    """
    import httpx  # noqa: PLC0415 - a sixth of a second, and only for those who fetch

    shown = text[:200]
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise FetchError(f"{shown!r} is not a URL: {error}") from error
    if url.scheme not in ("http", "https"):
        raise FetchError(f"{shown!r} is not fetched: only http and https are")
    if url.userinfo:
        raise FetchError(f"a URL of {url.raw_host.decode()} has a user name or password in it; take it out")
    if url.port not in (None, 80, 443) and not _FIRST_FREE_PORT <= (url.port or 0) < 2**16:
        raise FetchError(f"{shown!r} is not fetched: port {url.port} is not one of the web's")
    host = url.raw_host.decode("ascii")
    if not address_of(host):
        _check_name(host, shown)
    return url.copy_with(fragment=None)


def _check_name(host: str, shown: str) -> None:
    if not _NAME.fullmatch(host):
        raise FetchError(f"{shown!r} names no host")
    name = host.rstrip(".")
    if "." not in name or any(name == inside or name.endswith("." + inside) for inside in _INSIDE):
        raise FetchError(f"{shown!r} is not fetched: {host} is a name of the local network")
