"""Fetching from the web, for the commands whose purpose that is: only from public addresses, only so much, and only
for so long.

A page's links, a feed's redirects and the names in them are other people's words, and may be chosen to lead into the
network this runs in. So every name is resolved once, all its addresses are checked, and the connection goes to one of
those, again at every redirect.
"""

from onrecord.index.fetch.addresses import is_public
from onrecord.index.fetch.fetcher import Fetcher
from onrecord.index.fetch.types import Fetched, FetchError

__all__ = ["FetchError", "Fetched", "Fetcher", "is_public"]
