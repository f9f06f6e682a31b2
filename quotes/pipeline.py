"""The four stages in a few lines: article and tree in, quotations out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .attribution import Link, attribute
from .confidence import with_confidence
from .context import Context
from .cues import Cue, find_cues
from .indirect import Statement, find_statements
from .kinds import kind_of
from .lexicons import Lexicon, Preposition
from .names import Names, fold, name_tokens
from .phrases import Mention
from .records import Article, How, Kind, Quotation, QuotedSpan, Span
from .setting import addressee_of, venue_of
from .spans import find_spans
from .speakers import Discourse, Speaker
from .tree import Tree

CONTINUES = 600
"""How far, in characters, a quotation without a cue may stand behind the statement that it goes on from."""


@dataclass(eq=False)
class Row:
    """A quotation in the making."""

    kind: Kind
    span: Span
    cue: Cue | None
    colon: Span | None
    mention: Mention | None
    rule: str | None
    quoted: QuotedSpan | None
    index: int | None = None
    speaker: Speaker | None = None
    how: How = "none"


class Trace(NamedTuple):
    """One article's analysis with what it was made from, for those who ask why."""

    context: Context
    cues: list[Cue]
    links: list[Link | None]
    """Of each quoted span, in the order of ``context.quoted``."""
    rows: list[Row]
    """In text order, resolved."""
    quotations: list[Quotation]
    """The rows as the table has them."""


def quotations(article: Article, tree: Tree, lexicon: Lexicon) -> list[Quotation]:
    """All rows of one article in text order."""
    return trace(article, tree, lexicon).quotations


def trace(article: Article, tree: Tree, lexicon: Lexicon) -> Trace:
    """The four stages, and all that they leave behind."""
    context = Context(article.text, tuple(find_spans(article.text)), tree, lexicon)
    cues = find_cues(context)
    links = attribute(context, cues)
    rows = _rows(context, links, find_statements(context, cues, links))
    _resolve(context, rows, Discourse(context, Names(context)))
    found = with_confidence([_quotation(context, article, row, number) for number, row in enumerate(rows, 1)])
    return Trace(context, cues, links, rows, found)


def _rows(context: Context, links: list[Link | None], statements: Iterable[Statement]) -> list[Row]:
    rows = []
    for index, (quoted, link) in enumerate(zip(context.quoted, links, strict=True)):
        kind = kind_of(context, quoted, link)
        if kind in {"scare", "title"}:
            link = None
        rows.append(
            Row(
                kind,
                quoted.span if len(quoted.span) else quoted.outer,
                link.cue if link else None,
                link.colon if link else None,
                link.mention if link else None,
                link.rule if link else None,
                quoted,
                index,
            )
        )
    rows += [Row("indirect", s.span, s.cue, None, s.cue.subject, s.rule, None) for s in statements]
    return sorted(rows, key=lambda r: (r.span.start, -r.span.end))


# who speaks


def _resolve(context: Context, rows: list[Row], discourse: Discourse) -> None:
    """Fill in speaker and how, in the order in which the text attributes."""
    for row in rows:
        if row.kind in {"scare", "title"}:
            continue
        at = _attributed_at(row)
        discourse.read_to(min(at, row.span.start) if row.mention is None else at)
        if row.cue is not None and row.cue.person in {"1", "2"} and row.mention is None and row.quoted is None:
            continue
        if row.mention is not None:
            row.speaker, row.how = discourse.resolve(row.mention)
        elif row.cue is not None and (row.cue.passive or row.cue.impersonal):
            row.how = "none"
        elif row.cue is not None:
            row.speaker = discourse.dropped(row.cue, at)
            row.how = "dropped" if row.speaker else "none"
        elif row.kind == "direct" or row.kind == "mixed":
            _imply(context, row, rows, discourse)
        source = (
            row.cue is not None
            and row.cue.kind == "preposition"
            and row.speaker is not None
            and row.speaker.type == "organisation"
        )
        if row.speaker is not None and not (source and row.quoted is None):  # "secondo il Times": a source, not who talks on
            discourse.spoke(max(at, row.span.end) if row.quoted is not None else at, row.speaker)
    for row in rows:
        if row.speaker is None and row.kind == "direct" and row.rule is None:
            _announced_by_headline(context, row, rows)


def _attributed_at(row: Row) -> int:
    if row.mention is not None:
        return row.mention.span.start
    if row.cue is not None:
        return row.cue.span.start
    return row.span.start


def _imply(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> None:
    """Speech that goes on without a cue: the last speaker's."""
    if context.is_headline(context.paragraph_at(row.span.start)):
        return
    if row.quoted is not None and row.quoted.parent is not None:
        outer = next((r for r in rows if r.index == row.quoted.parent), None)
        if outer is not None and outer.speaker is not None:
            row.speaker, row.how, row.rule = outer.speaker, "implied", "inside"
        return
    answer = _answers(context, row, rows)
    if answer is not None:
        row.speaker, row.how, row.rule = answer, "implied", "answer"
        return
    last = discourse.last_spoken(row.span.start)
    subject = discourse.latest(row.span.start, plural=None, gender=None, people=True)
    if last is not None and row.span.start - last.offset < CONTINUES:
        row.speaker, row.how, row.rule = last.speaker, "implied", "continued"
    elif subject is not None:
        row.speaker, row.how, row.rule = subject, "implied", "subject"


def _answers(context: Context, row: Row, rows: list[Row]) -> Speaker | None:
    """In an interview each answer is a paragraph in marks of its own behind a question: the one who answered before answers again."""
    if not _is_answer(context, row):
        return None
    return next(
        (
            r.speaker
            for r in reversed(rows)
            if r.span.start < row.span.start
            and r.speaker is not None
            and r.rule in {"answer", "continued", "subject"}
            and _is_answer(context, r)
        ),
        None,
    )


def _is_answer(context: Context, row: Row) -> bool:
    """Whether a quotation fills its paragraph and the paragraph before is a question in the journalist's voice."""
    if row.quoted is None or row.quoted.parent is not None:
        return False
    index = context.paragraph_at(row.quoted.outer.start)
    paragraph = context.paragraphs[index]
    if index == 0 or row.quoted.outer.start - paragraph.start > 2 or paragraph.end - row.quoted.outer.end > 3:
        return False
    before = context.paragraphs[index - 1]
    return not any(q.outer.meets(before) and q.outer.start <= before.start + 2 for q in context.quoted)


def _announced_by_headline(context: Context, row: Row, rows: list[Row]) -> None:
    """A quotation in the headline is the one of the body that shares most words with it, or the article's main speaker's."""
    own = _content(row.span.of(context.text))
    spoken = [r for r in rows if r.speaker is not None and r.span.start > row.span.end]
    if not spoken:
        return
    best = max(spoken, key=lambda r: (len(own & _content(r.span.of(context.text))), -r.span.start))
    if not own & _content(best.span.of(context.text)):
        counts: dict[str, int] = {}
        for r in spoken:
            if r.speaker is not None:
                counts[r.speaker.key] = counts.get(r.speaker.key, 0) + 1
        best = max(spoken, key=lambda r: (counts[r.speaker.key] if r.speaker else 0, -r.span.start))
    row.speaker, row.how, row.rule = best.speaker, "implied", "headline"


def _content(text: str) -> set[str]:
    return {fold(t)[:6] for t in name_tokens(text) if len(t) > 3}


# the row


def _quotation(context: Context, article: Article, row: Row, number: int) -> Quotation:
    text, cue, quoted = article.text, row.cue, row.quoted
    cue_span = cue.span if cue is not None else row.colon
    mention = row.mention.span if row.mention is not None and row.how in {"explicit", "pronoun"} else None
    entry = cue.entry if cue is not None else None
    return Quotation(
        article=article.id,
        quote_id=f"{article.id}:{number}",
        kind=row.kind,
        quote=row.span.of(text),
        speaker=row.speaker.name if row.speaker else None,
        cue=cue_span.of(text) if cue_span else None,
        cue_lemma=cue.lemma if cue is not None else ":" if row.colon else None,
        how=row.how,
        confidence=0.0,  # of all rows together, in with_confidence
        mention=mention.of(text) if mention else None,
        role=row.speaker.role if row.speaker else None,
        speaker_type=row.speaker.type if row.speaker else None,
        addressee=addressee_of(context, cue) if cue is not None else None,
        venue=venue_of(context, cue) if cue is not None else None,
        stance=None if entry is None else "neutral" if isinstance(entry, Preposition) else entry.stance,
        negated=cue.negated if cue is not None else False,
        conditional=cue.conditional if cue is not None else False,
        group=quoted.group if quoted is not None else number + len(context.quoted),
        nested=quoted is not None and quoted.parent is not None,
        closed=quoted.closed if quoted is not None else True,
        repair=quoted.repair if quoted is not None else None,
        rule=row.rule,
        start=row.span.start,
        end=row.span.end,
        mention_start=mention.start if mention else None,
        mention_end=mention.end if mention else None,
        cue_start=cue_span.start if cue_span else None,
        cue_end=cue_span.end if cue_span else None,
        paragraph=context.paragraph_at(row.span.start),
        title=article.title,
        source=article.source,
        date=article.date,
        url=article.url,
    )
