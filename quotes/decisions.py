"""A reader's decision made into a correction: the words are found in the text, and what follows from it is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from . import __version__
from .correcting import blank
from .corrections import PARTS, TERMS, TEXTS, TRUTHS, Action, Anchor, Correction, CorrectionError, Value, check, hash_of
from .layout import paragraphs
from .lexicons import Lexicon
from .records import Article, Quotation, Span

COPIED: Final = sorted((TEXTS | TRUTHS | set(TERMS)) - set(PARTS))
"""Columns of a row that go into its correction as they are; PARTS go with their places."""


def correct(
    article: Article,
    row: Quotation,
    changes: Mapping[str, object],
    *,
    rows: Iterable[Quotation] = (),
    lexicon: Lexicon | None = None,
    note: str | None = None,
) -> Correction:
    """The correction that gives ``row`` the values ``changes``: columns of the table, offsets included.

    A new quote, cue or mention is given as words of the article, of which the place nearest to the quotation is meant, or by
    offsets. ``rows`` of the article tell role and type of a speaker and the lemma of a cue; ``lexicon`` lemma and stance.
    Raises CorrectionError for a column that cannot be corrected, a value that it cannot have, words that are not in the text.
    """
    if not changes:
        raise CorrectionError("nothing to correct; say what, such as speaker='Anna Ferri' or cue='ha detto'")
    known = list(rows)
    spans = {name: span for name in PARTS if (span := _span_of(row, name)) is not None}
    decided = _decided(article.text, row, changes, spans)
    derived = _derived(article, row, decided, spans, known, lexicon)
    return _correction("correct", article, Span(row.start, row.end), row, decided, derived, spans, note)


def reject(article: Article, row: Quotation, *, note: str | None = None) -> Correction:
    """The correction that says: this is no quotation."""
    return _correction("reject", article, Span(row.start, row.end), row, {}, {}, {}, note)


def add(
    article: Article,
    span: Span,
    values: Mapping[str, object],
    *,
    rows: Iterable[Quotation] = (),
    lexicon: Lexicon | None = None,
    note: str | None = None,
) -> Correction:
    """The correction that adds a quotation, marks excluded, with ``values`` as in :func:`correct`; kind direct unless named."""
    if not 0 <= span.start < span.end <= len(article.text):
        raise CorrectionError(f"{span.start}-{span.end} is no stretch of the article, which has {len(article.text)} characters")
    known = list(rows)
    same = next((row for row in known if (row.start, row.end) == (span.start, span.end)), None)
    if same is not None:
        raise CorrectionError(f"{same.quote_id} stands there already; correct that one")
    new = blank(article, span, known)
    spans = {"quote": span}
    decided = {"kind": "direct", **_decided(article.text, new, values, spans), "quote": span.of(article.text)}
    derived = _derived(article, new, decided, spans, known, lexicon)
    return _correction("add", article, span, new, decided, derived, spans, note)


def checked(article: Article, *, note: str | None = None) -> Correction:
    """The statement that somebody read the whole article and that its rows are now right."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Correction("checked", article.id, hash_of(article.text), None, made=now, version=__version__, note=note)


def find_words(text: str, words: str, *, near: Span) -> Span:
    """Where ``words`` stand nearest to ``near``, as whole words if they do so anywhere.

    >>> find_words("disse lui, e lui solo", "lui", near=Span(15, 20))
    Span(start=13, end=16)

    Raises CorrectionError where they do not stand in the text.
    """
    bare = words.strip()
    pattern = re.escape(bare)
    found = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)] if bare else []
    if bare and not found:
        found = [Span(*match.span()) for match in re.finditer(pattern, text)]
    if not found:
        raise CorrectionError(f"the article has no words «{bare}»; copy them from its text as they stand there")
    return min(found, key=lambda span: (_distance(span, near), span.start))


def _distance(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def _span_of(row: Quotation, part: str) -> Span | None:
    if part == "quote":
        return Span(row.start, row.end)
    start, end = (row.cue_start, row.cue_end) if part == "cue" else (row.mention_start, row.mention_end)
    return None if start is None or end is None else Span(start, end)


def _decided(text: str, row: Quotation, changes: Mapping[str, object], spans: dict[str, Span]) -> dict[str, Value]:
    """The values that a reader gave, checked; ``spans`` gets the places of the parts among them."""
    rest = dict(changes)
    decided: dict[str, Value] = {}
    for part in PARTS:
        prefix = "" if part == "quote" else f"{part}_"
        names = (f"{prefix}start", f"{prefix}end")
        if any(name in rest for name in names):
            old = spans.get(part)
            start, end = rest.pop(names[0], old.start if old else None), rest.pop(names[1], old.end if old else None)
            rest.pop(part, None)  # its words are what stands there
            if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
                raise CorrectionError(
                    f"{names[0]}={start}, {names[1]}={end} is no stretch of the article ({len(text)} characters)"
                )
            spans[part] = Span(start, end)
            decided[part] = spans[part].of(text)
        elif part in rest:
            words = check(part, rest.pop(part))
            if isinstance(words, str):
                spans[part] = find_words(text, words, near=spans["quote"])
                decided[part] = spans[part].of(text)
            else:
                spans.pop(part, None)
                decided[part] = None
    return decided | {name: check(name, value) for name, value in rest.items()}


def _derived(
    article: Article,
    row: Quotation,
    decided: Mapping[str, Value],
    spans: dict[str, Span],
    rows: Sequence[Quotation],
    lexicon: Lexicon | None,
) -> dict[str, Value]:
    """What follows from a decision and was not itself decided: of a speaker mention, role, type and how; of a cue its lemma."""
    derived: dict[str, Value] = {}
    speaker = decided.get("speaker", row.speaker)
    if "speaker" in decided and speaker != row.speaker:
        derived |= _of_speaker(article.text, row, speaker, decided, spans, rows)
    elif "mention" in decided and decided["mention"] is not None and row.how not in {"explicit", "pronoun"}:
        derived["how"] = "explicit"
    cue = decided.get("cue")
    if "cue" in decided and cue is None:
        derived |= {"cue_lemma": None, "stance": None}
    elif isinstance(cue, str) and cue != row.cue:
        derived |= _of_cue(cue, decided, rows, lexicon)
    return {name: value for name, value in derived.items() if name not in decided}


def _of_speaker(
    text: str, row: Quotation, speaker: Value, decided: Mapping[str, Value], spans: dict[str, Span], rows: Sequence[Quotation]
) -> dict[str, Value]:
    if not isinstance(speaker, str):
        spans.pop("mention", None)
        return {"mention": None, "role": None, "speaker_type": None, "how": "none"}
    same = next((other for other in rows if other.speaker == speaker and other is not row), None)
    derived: dict[str, Value] = {
        "role": same.role if same else None,
        "speaker_type": same.speaker_type if same else None,
    }
    if "mention" in decided:
        return derived | {"how": "explicit" if decided["mention"] is not None else "dropped" if "cue" in spans else "implied"}
    if row.how == "pronoun":
        return derived  # "lui" stays the mention, it was somebody else
    named = _named_beside(text, speaker, spans)
    if named is None:
        spans.pop("mention", None)
        return derived | {"mention": None, "how": "dropped" if "cue" in spans else "implied"}
    spans["mention"] = named
    return derived | {"mention": named.of(text), "how": "explicit"}


def _named_beside(text: str, speaker: str, spans: Mapping[str, Span]) -> Span | None:
    """Where the speaker's full or last name stands outside the quotation, in the paragraph of the cue, else of the quotation."""
    here = spans.get("cue", spans["quote"])
    paragraph = next((p for p in paragraphs(text) if p.start <= here.start < p.end), None)
    if paragraph is None:
        return None
    for name in (speaker, speaker.split()[-1]):
        if not name[:1].isupper():
            continue
        found = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        beside = [span for span in found if paragraph.covers(span) and not span.meets(spans["quote"])]
        if beside:
            return min(beside, key=lambda span: (_distance(span, here), span.start))
    return None


def _of_cue(cue: str, decided: Mapping[str, Value], rows: Sequence[Quotation], lexicon: Lexicon | None) -> dict[str, Value]:
    """Lemma and stance of another cue: as another row of the table has them, or the lexicon."""
    same = next((row for row in rows if row.cue == cue and row.cue_lemma), None)
    lemma = decided.get("cue_lemma") or (same.cue_lemma if same else None)
    form = cue.casefold()
    if not lemma and lexicon is not None:
        found = next((p.lemma for p in lexicon.prepositions if p.form == form), None)
        lemma = found or next((known for known in (*lexicon.verbs, *lexicon.nouns) if known == form), None)
    if not isinstance(lemma, str):
        raise CorrectionError(f"the dictionary form of «{cue}» is not known; give it too, such as cue_lemma='dire'")
    entry = (lexicon.verbs.get(lemma) or lexicon.nouns.get(lemma)) if lexicon is not None else None
    stance = entry.stance if entry else same.stance if same else None
    return {"cue_lemma": lemma, "stance": stance}


def _correction(
    action: Action,
    article: Article,
    span: Span,
    row: Quotation,
    decided: Mapping[str, Value],
    derived: Mapping[str, Value],
    spans: Mapping[str, Span],
    note: str | None,
) -> Correction:
    text = article.text
    whole: dict[str, Value] = {name: getattr(row, name) for name in COPIED} | {**derived, **decided}
    places = {name: Anchor.at(text, place) for name, place in spans.items()}
    if action == "reject":
        whole, places = {"kind": row.kind}, {}
    for part in PARTS[1:]:
        if action != "reject":
            whole[part] = places[part].words if part in places else None
    return Correction(
        action=action,
        article=article.id,
        text_hash=hash_of(text),
        anchor=Anchor.at(text, span),
        set=decided,
        derived=derived,
        row=whole,
        places=places,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        note=note,
    )
