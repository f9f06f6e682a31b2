"""Parsed articles as CoNLL-U, with the links between quotation, speaker and cue in MISC."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .matching import by_article
from .records import Article, Quotation, Span
from .tree import Sentence, Tree, Word

ATTRIBUTES: Mapping[str, str] = {"kind": "QuoteKind", "how": "QuoteHow", "speaker": "QuoteSpeaker", "cue_lemma": "QuoteCue"}
"""Columns that go to the first word of a quotation, and their keys."""
ESCAPES = {"\\": "\\\\", "|": "\\p", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
"""How a value hides what would end it: https://universaldependencies.org/format.html."""
SPECIAL = re.compile(r"[\\|\n\t\r]")


def conllu(parsed: Iterable[tuple[Article, Tree]], rows: Iterable[Quotation]) -> Iterator[str]:
    """The document of each article as CoNLL-U, ending with an empty line.

    In MISC: ``Quote=3`` on every word of the article's row 3 (the number of its quote_id), ``Mention=3`` and ``Cue=3`` on the words
    that name its speaker and report it, several numbers parted by commas; on a quotation's first word what the row says of it
    (``QuoteRange=START:END``, ``QuoteKind``, ``QuoteHow``, ``QuoteSpeaker``, ``QuoteCue``). Where the parser leaves a mark at a word
    (creda''), that word counts as the quotation's, and QuoteRange is narrower. ``TokenRange`` and ``QuoteRange`` count as the table.
    """
    table = by_article(rows)
    for article, tree in parsed:
        yield "".join(_document(article, tree, table.get(article.id, [])))


def _document(article: Article, tree: Tree, rows: Sequence[Quotation]) -> Iterator[str]:
    yield f"# newdoc id = {_one_line(article.id)}\n"
    paragraph = -1
    starts = [sentence.span.start for sentence in tree.sentences] + [len(article.text)]
    seen: set[str] = set()
    for number, (sentence, behind) in enumerate(zip(tree.sentences, starts[1:], strict=True), start=1):
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            yield "# newpar\n"
        yield f"# sent_id = {_one_line(article.id)}-{number}\n"
        yield f"# text = {_one_line(sentence.span.of(article.text))}\n"
        yield from _lines(article.text, sentence, behind, rows, seen)
        yield "\n"


def _lines(text: str, sentence: Sentence, behind: int, rows: Sequence[Quotation], seen: set[str]) -> Iterator[str]:
    """A line for each word, with a range before the words of one multi-word token."""
    near = [row for row in rows if any(span.meets(sentence.span) for _, span in _places(row))]
    tokens = [list(words) for _, words in itertools.groupby(sentence.words, key=lambda word: (word.start, word.end))]
    nexts = [words[0].start for words in tokens[1:]] + [behind]
    for words, following in zip(tokens, nexts, strict=True):
        span = words[0].span
        misc = _misc(span, near, seen)
        if following == span.end and span.end < len(text):
            misc.append("SpaceAfter=No")
        misc.append(f"TokenRange={span.start}:{span.end}")
        if len(words) > 1:
            first, last = words[0].index + 1, words[-1].index + 1
            yield _line(f"{first}-{last}", span.of(text), *["_"] * 7, "|".join(misc))
            misc = [entry for entry in misc if entry.partition("=")[0] in ("Quote", "Mention", "Cue")]
        for word in words:
            yield _word(word, misc)


def _misc(span: Span, rows: Sequence[Quotation], seen: set[str]) -> list[str]:
    found: dict[str, list[str]] = {"Quote": [], "Mention": [], "Cue": []}
    opened: list[Quotation] = []
    for row in rows:
        for name, place in _places(row):
            if place.meets(span):
                found[name].append(_number(row))
        if row.quote_id not in seen and Span(row.start, row.end).meets(span):
            seen.add(row.quote_id)
            opened.append(row)
    entries = [f"{name}={','.join(numbers)}" for name, numbers in found.items() if numbers]
    for row in opened:
        facts = {"QuoteRange": f"{row.start}:{row.end}"} | {key: getattr(row, column) for column, key in ATTRIBUTES.items()}
        for key, value in facts.items():
            if value is not None:
                name = key if len(opened) == 1 else f"{key}[{_number(row)}]"
                entries.append(f"{name}={SPECIAL.sub(lambda sign: ESCAPES[sign.group()], value)}")
    return entries


def _places(row: Quotation) -> list[tuple[str, Span]]:
    places = [("Quote", Span(row.start, row.end))]
    if row.mention_start is not None and row.mention_end is not None:
        places.append(("Mention", Span(row.mention_start, row.mention_end)))
    if row.cue_start is not None and row.cue_end is not None:
        places.append(("Cue", Span(row.cue_start, row.cue_end)))
    return places


def _number(row: Quotation) -> str:
    return row.quote_id.rpartition(":")[2]


def _word(word: Word, misc: Sequence[str]) -> str:
    feats = "|".join(sorted(word.feats, key=str.lower)) or "_"
    return _line(
        str(word.index + 1),
        word.text,
        word.lemma,
        word.upos,
        "_",
        feats,
        str(word.head + 1),
        word.deprel,
        "_",
        "|".join(misc) or "_",
    )


def _line(*cells: str) -> str:
    return "\t".join(_one_line(cell) or "_" for cell in cells) + "\n"


def _one_line(text: str) -> str:
    """White space of every kind as one blank each, since a line of CoNLL-U ends at the first break."""
    return re.sub(r"\s", " ", text)
