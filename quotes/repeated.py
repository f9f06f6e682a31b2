"""The same words in marks more than once in an article: a name stays a name, and a term a term, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .case import Link
from .context import Context
from .records import Kind
from .runs import fold, name_tokens

WEAK = ("embedded", "noun", "adjacent")
"""Rules that may take a name in the journalist's own clause for somebody's words."""
LONGEST = 8
"""Words of a name or a term at the most."""
NAMES = frozenset({"scare", "title"})


def agreed(context: Context, kinds: Sequence[Kind], links: Sequence[Link | None]) -> list[Kind]:
    """The kinds, those of the same words made one.

    "la trasmissione «Ballo in cortile»" is a title, and so are the words in "prima vuole sentire gli autori di «Ballo in cortile»", which
    by their clause alone may be said; all 73 repetitions in the gold agree. Only weak links give way: who is told to have said
    something («Basta», grida) has said it.
    """
    found = list(kinds)
    for same in _repetitions(context):
        body = [i for i in same if not context.is_headline(context.paragraph_at(context.quoted[i].outer.start))]
        said = [i for i in same if kinds[i] in {"direct", "mixed"}]
        named = [i for i in body if kinds[i] in NAMES]
        weak = all((link := links[i]) is not None and link.rule.startswith(WEAK) for i in said)
        if not named or not weak or len(said) > len(named):
            continue
        kind: Kind = "title" if any(kinds[i] == "title" for i in same) else "scare"
        for i in same:
            found[i] = kind
    return found


def _repetitions(context: Context) -> Iterator[list[int]]:
    """The spans that hold the same words, by their numbers."""
    by_words: dict[tuple[str, ...], list[int]] = {}
    for i, quoted in enumerate(context.quoted):
        words = tuple(fold(token) for token in name_tokens(quoted.span.of(context.text)))
        if 0 < len(words) <= LONGEST:
            by_words.setdefault(words, []).append(i)
    return (same for same in by_words.values() if len(same) > 1)
