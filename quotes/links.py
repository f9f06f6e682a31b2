"""Addresses that come with articles: which of them a page may lead to."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_address(url: str | None) -> str | None:
    """``url`` where a click on it can do no more than open a page of the web; None for anything else.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("http://["), web_address(None)
    ('https://example.org/a', None, None, None)
    """
    if url is None or any(sign.isspace() or not sign.isprintable() for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
