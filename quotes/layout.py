"""The paragraphs of a text: one sentence a line, one paragraph a line, blank lines between, or lines wrapped by hand.

A paragraph is the stretch over which a sentence or an open quotation may run; a title stands alone in its own.
"""

from __future__ import annotations

import itertools
import re

from .datelines import dateline_end
from .records import Span

LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
FINAL = re.compile(r"[.!?…:;»”\"'’)\]]\s*$")
GOES_ON = re.compile(r"[»”\"]\s+(?:[a-zà-ù]|,\s?)")
"""Closing marks at the end of a line, and a small letter or a comma at the head of the next."""
WRAPPED_SHARE = 0.5
"""A text is wrapped by hand where at least this share of its inner line breaks cut a sentence in two."""
WRAP_WIDTH = 100
"""Longest line that still counts as wrapped by hand; mail and agency wires wrap at 60 to 80."""


def lines(text: str) -> list[Span]:
    """The lines that hold more than white space, trimmed.

    >>> lines("Titolo\\n\\n  Testo. \\n")
    [Span(start=0, end=6), Span(start=10, end=16)]
    """
    found = []
    for match in LINE.finditer(text):
        line = match.group()
        if body := line.strip():
            start = match.start() + line.index(body[0])
            found.append(Span(start, start + len(body)))
    return found


def paragraphs(text: str) -> list[Span]:
    """The paragraphs in text order, trimmed; together they hold every character that is no white space.

    Each line is one, but where lines are wrapped by hand: there the lines up to the next blank line belong together; and a line that
    begins small below closing marks goes on with theirs ("«Chi paga?» / chiede Neri").

    >>> [p.of("Un titolo\\nPrima riga.\\n\\nSeconda.") for p in paragraphs("Un titolo\\nPrima riga.\\n\\nSeconda.")]
    ['Un titolo', 'Prima riga.', 'Seconda.']
    >>> wrapped = "Il sindaco ha detto\\nche la strada sarà\\nriaperta domani."
    >>> len(paragraphs(wrapped))
    1
    """
    found = lines(text)
    inner = [(a, b) for a, b in itertools.pairwise(found) if not _blank_between(text, a, b)]
    cut = sum(_cuts_sentence(text, a, b) for a, b in inner)
    wrapped = bool(inner) and cut >= WRAPPED_SHARE * len(inner)
    joined = found[:1]
    for line in found[1:]:
        last = joined[-1]
        apart = _blank_between(text, last, line) or dateline_end(text, line.start) is not None
        if not apart and (wrapped or GOES_ON.match(text[last.end - 1 : line.start + 2]) is not None):
            joined[-1] = Span(last.start, line.end)
        else:
            joined.append(line)
    return joined


def _blank_between(text: str, a: Span, b: Span) -> bool:
    return len(re.findall(r"\r\n|[\n\r\u2028\u2029]", text[a.end : b.start])) > 1


def _cuts_sentence(text: str, a: Span, b: Span) -> bool:
    return len(a) <= WRAP_WIDTH and not FINAL.search(a.of(text)) and text[b.start].islower()
