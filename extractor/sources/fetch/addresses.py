"""Which addresses may be connected to: public ones, and private ones where the caller allows them."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# IANA special-purpose registries. Listed here, since what `ipaddress` calls private changed between Python releases.
_PRIVATE = tuple(
    map(
        ip_network,
        "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 127.0.0.0/8 ::1/128 fc00::/7".split(),
    )
)
_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 "
            "192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
            # Metadata services of clouds that lie outside of the link-local range.
            "100.100.100.200/32 168.63.129.16/32 fd00:ec2::254/128 fd20:ce::254/128 "
            "::/128 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fe80::/10 fec0::/10 ff00::/8"
        ).split(),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")
_V4_COMPATIBLE, _NAT64, _6TO4 = ip_network("::/96"), ip_network("64:ff9b::/96"), ip_network("2002::/16")


def is_blocked(address: str, *, allow_private: bool = False) -> bool:
    """Whether an address must not be connected to. What is no address at all counts as blocked."""
    try:
        found = _inner(ip_address(address.partition("%")[0]))
    except ValueError:
        return True
    if any(found in network for network in _NEVER):
        return True
    if any(found in network for network in _PRIVATE):
        return not allow_private
    return found.version == 6 and found not in _GLOBAL_V6


def literal(host: str) -> str | None:
    """The address that a URL's host spells, also as "127.1" or "2130706433"; None for a name."""
    bare = host.strip("[]")
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except OSError:
        return None


def _inner(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, compatible, NAT64, 6to4), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64 or (address in _V4_COMPATIBLE and int(address) > 1):
        return low
    if address in _6TO4:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return address
