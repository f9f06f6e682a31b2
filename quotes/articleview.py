"""One article to read: its quotations highlighted, with who said it and with which words; as HTML and as plain text.

The HTML needs no script and no network: colours tell speakers, a dotted line a low confidence, and what is known of a quotation
appears when the pointer rests on it or it gets the focus. Colours are translucent, so that light and dark themes both work.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from .layout import paragraphs
from .records import Article, Quotation, Span

LOW: Final = 0.6
"""Below this a row is shown as doubtful."""
HUES: Final = (210, 28, 140, 280, 350, 180, 55, 320, 100, 240)
"""Hues of the speakers, in degrees; far apart in this order, so that the first few differ most."""
KINDS: Final = {"direct": "direct", "mixed": "fragment", "indirect": "reported", "scare": "term", "title": "title"}
STYLE: Final = """<style>
.qv{font:15px/1.65 Georgia,serif;max-width:46em;padding:.4em .2em;overflow-wrap:anywhere}
.qv p{margin:0 0 .8em;white-space:pre-wrap}
.qv h4{margin:.2em 0 .3em;font:600 16px/1.3 system-ui,sans-serif}
.qv .ql{font:12px/1.9 system-ui,sans-serif;margin:0 0 .9em}
.qv .ql span{padding:.1em .45em;border-radius:3px;margin-right:.5em;white-space:nowrap;display:inline-block;max-width:22em;overflow:hidden;text-overflow:ellipsis;vertical-align:bottom;line-height:1.5}
.qv .q{background:hsla(var(--h),75%,55%,.25);position:relative;border-radius:2px;cursor:help}
.qv .q.k-indirect{background:none;box-shadow:inset 0 -.55em hsla(var(--h),75%,55%,.2)}
.qv .q.k-scare,.qv .q.k-title{background:hsla(0,0%,55%,.16)}
.qv .q.nobody{--s:0%;background:hsla(0,0%,55%,.25)}
.qv .q.low{border-bottom:2px dotted #c40}
.qv .c{text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:3px;text-decoration-color:hsl(var(--h),65%,45%)}
.qv .m{font-weight:700}
.qv .q.at{outline:2px solid hsl(28,90%,50%)}
.qv .t{display:none;position:absolute;z-index:9;left:0;top:1.6em;width:max-content;max-width:26em;font:12.5px/1.45 system-ui,sans-serif;white-space:normal;background:#222;color:#fff;padding:.45em .7em;border-radius:4px;box-shadow:0 2px 8px #0006;text-align:left}
.qv .q:hover>.t,.qv .q:focus>.t{display:block}
</style>"""


@dataclass(frozen=True, eq=False)
class ArticleView:
    """An article with its rows; shows itself in a notebook, and as plain text in a terminal."""

    article: Article
    """The article."""
    rows: Sequence[Quotation]
    """Its rows, those of them that the table at hand holds."""
    focus: str | None = None
    """quote_id of the row to point at."""

    def _repr_html_(self) -> str:
        return STYLE + body(self.article, self.rows, focus=self.focus)

    def __repr__(self) -> str:
        return plain(self.article, self.rows)

    def __str__(self) -> str:
        return plain(self.article, self.rows)


def body(article: Article, rows: Sequence[Quotation], *, focus: str | None = None) -> str:
    """The article as HTML without STYLE."""
    hues = hues_of(rows)
    paragraphs_html = [f"<p>{_paragraph(article.text, span, rows, hues, focus)}</p>" for span in paragraphs(article.text)]
    title = f"<h4>{escape(article.title or article.id)}{_from(article)}</h4>"
    return f'<div class="qv">{title}{_legend(rows, hues)}{"".join(paragraphs_html)}</div>'


def passage(article: Article, rows: Sequence[Quotation], row: Quotation) -> str:
    """The paragraphs in which ``row`` stands, as HTML without STYLE; the other ``rows`` show too."""
    hues = hues_of(rows)
    whole = Span(row.start, row.end)
    here = [paragraph for paragraph in paragraphs(article.text) if paragraph.meets(whole)]
    html = "".join(f"<p>{_paragraph(article.text, span, rows, hues, row.quote_id)}</p>" for span in here)
    return f'<div class="qv">{html}</div>'


def hues_of(rows: Sequence[Quotation]) -> dict[str, int]:
    """A hue for each speaker, in the order of their first row."""
    speakers = dict.fromkeys(row.speaker for row in rows if row.speaker is not None)
    return {speaker: HUES[place % len(HUES)] for place, speaker in enumerate(speakers)}


def _from(article: Article) -> str:
    known = [part for part in (article.source, article.date) if part]
    return f" <small>{escape(', '.join(known))}</small>" if known else ""


def _legend(rows: Sequence[Quotation], hues: Mapping[str, int]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        if row.speaker is not None:
            counts[row.speaker] = counts.get(row.speaker, 0) + 1
    chips = [
        f'<span style="background:hsla({hue},75%,55%,.25)" title="{escape(speaker)}">{escape(speaker)} {counts[speaker]}</span>'
        for speaker, hue in hues.items()
    ]
    if any(row.speaker is None and row.kind in {"direct", "mixed", "indirect"} for row in rows):
        chips.append('<span style="background:hsla(0,0%,55%,.25)">nobody named</span>')
    if any(_is_low(row) for row in rows):
        chips.append('<span style="border-bottom:2px dotted #c40">doubtful</span>')
    return f'<div class="ql">{"".join(chips) or "no quotation in this table"}</div>'


def _paragraph(text: str, whole: Span, rows: Sequence[Quotation], hues: Mapping[str, int], focus: str | None) -> str:
    """One paragraph: cut wherever a quotation, cue or mention begins or ends; each piece belongs to its innermost quotation."""
    quotes = [row for row in rows if Span(row.start, row.end).meets(whole)]
    parts = [(span, row, name) for row in rows for name, span in _parts(row) if span.meets(whole)]
    cuts = {whole.start, whole.end}
    for span in (*(Span(row.start, row.end) for row in quotes), *(span for span, _, _ in parts)):
        cuts |= {min(max(edge, whole.start), whole.end) for edge in (span.start, span.end)}
    html: list[str] = []
    inside: Quotation | None = None
    for start, end in itertools.pairwise(sorted(cuts)):
        piece = Span(start, end)
        around = [row for row in quotes if Span(row.start, row.end).covers(piece)]
        inner = min(around, key=lambda row: (row.end - row.start, row.kind == "indirect"), default=None)
        if inner is not inside:
            html += ["</span>"] if inside is not None else []
            html += [_opening(inner, hues, focus)] if inner is not None else []
            inside = inner
        html.append(
            _marked(escape(piece.of(text), quote=False), [(row, name) for span, row, name in parts if span.covers(piece)], hues)
        )
    return "".join(html) + ("</span>" if inside is not None else "")


def _parts(row: Quotation) -> list[tuple[str, Span]]:
    """Cue and mention of a row, where they stand."""
    found = []
    if row.cue_start is not None and row.cue_end is not None:
        found.append(("c", Span(row.cue_start, row.cue_end)))
    if row.mention_start is not None and row.mention_end is not None:
        found.append(("m", Span(row.mention_start, row.mention_end)))
    return found


def _marked(words: str, parts: Sequence[tuple[Quotation, str]], hues: Mapping[str, int]) -> str:
    """Words as cue, mention or both; a cue that serves several rows has the colour of the first."""
    if not parts:
        return words
    names = " ".join(sorted({name for _, name in parts}))
    return f'<span class="{names}" style="--h:{hues.get(parts[0][0].speaker or "", 0)}">{words}</span>'


def _opening(row: Quotation, hues: Mapping[str, int], focus: str | None) -> str:
    classes = ["q", f"k-{row.kind}"]
    classes += ["nobody"] if row.speaker is None else []
    classes += ["low"] if _is_low(row) else []
    classes += ["at"] if row.quote_id == focus else []
    about = escape(describe(row))
    hue = hues.get(row.speaker or "", 0)
    return (
        f'<span class="{" ".join(classes)}" style="--h:{hue}" data-q="{escape(row.quote_id)}" tabindex="0" aria-label="{about}">'
        f'<span class="t" aria-hidden="true">{about}</span>'
    )


def _is_low(row: Quotation) -> bool:
    return row.confidence < LOW and row.kind in {"direct", "mixed", "indirect"}


def describe(row: Quotation) -> str:
    """What is known of a row, in one line."""
    if row.kind in {"scare", "title"}:
        return f"{row.quote_id} · {KINDS[row.kind]}, not speech"
    who = row.speaker or "nobody named"
    parts = [row.quote_id, KINDS[row.kind], f"{who} ({row.role})" if row.role else who]
    parts += [f"«{row.cue}»" + (f" ({row.stance})" if row.stance else "")] if row.cue else []
    parts += ["denied"] if row.negated else []
    parts += ["hearsay"] if row.conditional else []
    parts += [f"to {row.addressee}"] if row.addressee else []
    parts += [row.venue] if row.venue else []
    line = " · ".join([*parts, f"{row.how}, confidence {row.confidence:.2f}"])
    return " ".join(line.split())  # words of a wrapped text may have a line break inside


def plain(article: Article, rows: Sequence[Quotation]) -> str:
    """The article as plain text: each quotation in brackets with its number, and below what each number is."""
    numbers = {row.quote_id: place for place, row in enumerate(rows, 1)}
    edges = [(row.start, 1, -row.end, f"[{numbers[row.quote_id]}: ") for row in rows]
    edges += [(row.end, 0, -row.start, "]") for row in rows]
    text, at, pieces = article.text, 0, []
    for offset, _, _, mark in sorted(edges):
        pieces += [text[at:offset], mark]
        at = offset
    listed = [f"{number:3}  {describe(row)}" for row, number in zip(rows, numbers.values(), strict=True)]
    return "\n".join(["".join([*pieces, text[at:]]).rstrip(), "", *listed])
