"""The four stages in a few lines: article and tree in, quotations out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .attribution import attribute
from .behind_adjuncts import with_names_behind_adjuncts
from .captions import without_captions
from .case import Case, Link
from .clinging import without_clinging_dashes
from .confidence import with_confidence
from .context import Context
from .cues import Cue, CueIndex
from .gerunds import with_subjects_behind_gerunds
from .handed_over import takes_turn
from .headings import announced_below, echoed, is_heading
from .implied import imply
from .indirect import ASKED, Statement, find_statements
from .inside import teller, told_inside
from .kinds import kind_of
from .lemmas import mended
from .lexicons import Lexicon, Preposition, Verb
from .licence import tells_no_words
from .names import Names
from .parted_subjects import with_parted_subjects
from .records import Article, Quotation
from .repeated import agreed
from .rows import Row
from .selves import self_of
from .setting import addressee_of, venue_of
from .spans import find_spans
from .speaker import Speaker
from .speakers import Discourse
from .spotting import find_cues
from .surnames import with_surnames
from .tree import Tree
from .witness import overruled


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
    tree = without_captions(mended(without_clinging_dashes(tree), lexicon), article.text, lexicon.places)
    tree = with_surnames(tree, article.text, lexicon.names, lexicon.places)
    tree = with_names_behind_adjuncts(tree, article.text, lexicon)
    spans = tuple(find_spans(article.text))
    tree = with_subjects_behind_gerunds(with_parted_subjects(tree, article.text, spans), lexicon, spans)
    context = Context(article.text, spans, tree, lexicon)
    cues = find_cues(context)
    links = attribute(context, cues)
    statements = find_statements(context, cues, links)
    index = CueIndex(cues)
    links = [link or _told_around(Case(context, index, at), statements) for at, link in enumerate(links)]
    rows = _rows(context, index, links, statements)
    _resolve(context, rows, Discourse(context, Names(context)))
    rows = [row for row in rows if row.rule != ASKED]
    found = with_confidence([_quotation(context, article, row, number) for number, row in enumerate(rows, 1)])
    return Trace(context, cues, links, rows, found)


def _rows(context: Context, cues: CueIndex, links: list[Link | None], statements: Iterable[Statement]) -> list[Row]:
    rows = []
    kinds = agreed(context, [kind_of(context, quoted, link) for quoted, link in zip(context.quoted, links, strict=True)], links)
    for index, (quoted, link) in enumerate(zip(context.quoted, links, strict=True)):
        heading = is_heading(context, quoted)
        kind = "direct" if heading or echoed(context, index, kinds) else kinds[index]
        if heading or kind in {"scare", "title"}:
            link = None
        elif quoted.parent is None:
            link = overruled(Case(context, cues, index), link)
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


def _told_around(case: Case, statements: Sequence[Statement]) -> Link | None:
    """ "Warren prenderà «in seria considerazione» la candidatura, dice la senatrice": the fragment is a part of what is told."""
    context, quoted = case.context, case.quoted
    if quoted.parent is not None or not quoted.span.of(context.text)[:1].islower():
        return None
    told = [s for s in statements if s.rule in {"parenthetical"} and s.span.covers(quoted.outer)]
    if not told or told[0].cue.subject is None or tells_no_words(case, told[0].cue):
        return None  # "Il virus, spiegano gli esperti, colpisce le cellule «natural killer»"
    return Link("aside", told[0].cue, mention=told[0].cue.subject)


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
            asked_by = _asked_by(row, rows) or _turned_from(context, row, discourse)
            row.speaker, row.how = discourse.resolve(row.mention, continuing=_continues(row.cue), asked_by=asked_by)
        elif row.cue is not None and (row.cue.passive or row.cue.impersonal):
            if row.cue.passive and _quoted_before(row, rows):
                imply(context, row, rows, discourse)
        elif row.cue is not None:
            told, outer = self_of(context, row.quoted), teller(context, row, rows)
            but = outer.speaker if outer is not None else _asked_by(row, rows)  # "«Mi ha detto: "Vieni"»": not who tells it
            row.speaker = told_inside(context, row, outer, discourse) if outer is not None else None
            row.speaker = row.speaker or discourse.dropped(row.cue, at, asked_by=but, told=told)
            row.how = "dropped" if row.speaker else "none"
        elif row.kind == "direct" or row.kind == "mixed":
            imply(context, row, rows, discourse)
        source = (
            row.cue is not None
            and (row.cue.kind == "preposition" or row.rule == "according")
            and row.speaker is not None
            and row.speaker.type == "organisation"
        )
        if row.speaker is not None and not (source and row.quoted is None):  # "secondo il Times": a source, not who talks on
            discourse.spoke(max(at, row.span.end) if row.quoted is not None else at, row.speaker)
    for row in rows:
        headline = context.is_headline(context.paragraph_at(row.span.start))
        heading = row.quoted is not None and is_heading(context, row.quoted)
        nobody = (
            row.speaker is None
            and row.rule is None
            and (headline or heading or not any(r.speaker for r in rows if r.span.end <= row.span.start))
        )
        titled = headline and row.speaker is not None and row.speaker.type == "unnamed"
        if (row.kind == "direct" and nobody) or (row.kind in {"direct", "mixed"} and titled):
            announced_below(context, row, rows, at_head=not heading)


def _quoted_before(row: Row, rows: list[Row]) -> bool:
    """Whether a quotation whose verb is passive stands behind others, so that it is told after their speaker ("viene stimato")."""
    before = [r for r in rows if r.quoted is not None and r.span.start < row.span.start and r.kind in {"direct", "mixed"}]
    return row.quoted is not None and bool(before) and before[-1].speaker is not None


def _asked_by(row: Row, rows: list[Row]) -> Speaker | None:
    """Who asked in the statement right before an answer ("ha chiesto se ... «No», ha risposto", "gli ha chiesto se ... «No», mormora")."""
    if row.cue is None or not isinstance(row.cue.entry, Verb):
        return None
    before = [r for r in rows if r.span.start < row.span.start and r.speaker is not None and r.cue is not row.cue]
    last = before[-1] if before else None
    if last is None or last.cue is None or not isinstance(last.cue.entry, Verb) or last.cue.entry.sense != "ask":
        return None
    addressed = any(w.text.lower() in {"gli", "le"} for w in last.cue.sentence.children(last.cue.word, "iobj", "expl", "obj"))
    return last.speaker if row.cue.entry.sense == "answer" or addressed else None


def _turned_from(context: Context, row: Row, discourse: Discourse) -> Speaker | None:
    """«Solo annunci», attacca Neri. E lui: «...»: who has spoken before the other."""
    turned = row.rule == "announced-colon" and row.mention is not None and takes_turn(context.text, row.mention)
    last = discourse.last_spoken(row.span.start) if turned else None
    return last.speaker if last is not None else None


def _continues(cue: Cue | None) -> bool:
    return cue is not None and isinstance(cue.entry, Verb) and cue.entry.sense == "continue"


def _attributed_at(row: Row) -> int:
    if row.mention is not None:
        return row.mention.span.start
    if row.cue is not None:
        return row.cue.span.start
    return row.span.start


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
        cue_lemma=cue.lemma if cue is not None else row.colon.of(text).lower() if row.colon else None,
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
