"""The table in the formats of neighbours: the columns of quotation-tool, Citron's JSON, and W3C Web Annotations.

What a format has no place for is left out, and what a table does not know is as empty as the format allows. All offsets count
characters (Unicode code points) of the article's text, half open, as in the table.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import pandas as pd

from .links import web_address
from .matching import by_article
from .records import Article, Quotation
from .summary import SPEECH
from .table import TEXT

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
"""Name of the vocabulary of Web Annotations; nobody fetches it here."""
AROUND = 32
"""Characters of context in a TextQuoteSelector, enough to find a phrase that occurs twice."""
LONGEST_NAME = 200
"""Characters of a file name without suffix; file systems take 255 bytes."""
QUOTATION_TOOL: tuple[str, ...] = (
    "text_id", "text_name", "quote_id", "quote", "quote_index", "quote_entities", "speaker", "speaker_index", "speaker_entities",
    "verb", "verb_index", "quote_token_count", "quote_type", "is_floating_quote",
)  # fmt: skip
"""Columns of quotation-tool: https://github.com/Australian-Text-Analytics-Platform/quotation-tool."""
Json = dict[str, object]


def quotation_tool(rows: Sequence[Quotation]) -> pd.DataFrame:
    """Speech rows in the columns of quotation-tool.

    Its ``speaker`` is the mention, its ``verb`` the cue; indices are "(start, end)", "(0, 0)" for nothing. ``quote_type`` tells
    the order of content, speaker and verb in its letters (QCQ in marks, C without; S; V). A floating quote has neither speaker nor
    verb beside it. Named entities are not ours to find: their lists are empty. Unlike there, a quote excludes its marks.
    """
    records = []
    numbers: dict[str, int] = {}
    for row in _speech(rows):
        number = numbers.setdefault(row.article, 0)
        numbers[row.article] += 1
        records.append(
            (
                row.article,
                row.title or row.article,
                str(number),
                row.quote,
                _index(row.start, row.end),
                "[]",
                row.mention,
                _index(row.mention_start, row.mention_end),
                "[]",
                row.cue,
                _index(row.cue_start, row.cue_end),
                len(re.findall(r"\w+|[^\w\s]", row.quote)),
                _order(row),
                row.mention is None and row.cue is None,
            )
        )
    table = pd.DataFrame(records, columns=list(QUOTATION_TOOL), dtype=object)
    types = dict.fromkeys(QUOTATION_TOOL, TEXT) | {"quote_token_count": "int64", "is_floating_quote": "bool"}
    return table.astype(types)


def _index(start: int | None, end: int | None) -> str:
    return f"({start or 0}, {end or 0})"


def _order(row: Quotation) -> str:
    """The parts of a quotation in text order, as quotation-tool's types name them: QCQVS, SVC, QCQ."""
    parts = [(row.start, "C" if row.kind == "indirect" else "QCQ")]
    if row.mention_start is not None:
        parts.append((row.mention_start, "S"))
    if row.cue_start is not None:
        parts.append((row.cue_start, "V"))
    return "".join(letters for _, letters in sorted(parts))


def citron(rows: Sequence[Quotation], articles: Mapping[str, Article]) -> Iterator[tuple[str, Json]]:
    """Each article's id and its document in Citron's annotation format, as its training and evaluation read it.

    https://github.com/bbc/citron/blob/main/docs/data_format.md. A quote is all rows of one ``group``; Citron knows no quote
    without cue, so that groups without one are left out. ``articles``: by id; articles without text are left out.
    """
    for id, own in by_article(_speech(rows)).items():
        if id not in articles:
            continue
        groups: dict[int, list[Quotation]] = {}
        for row in own:
            groups.setdefault(row.group, []).append(row)
        quotes = [found for members in groups.values() if (found := _citron_quote(members)) is not None]
        yield id, {"text": articles[id].text, "quotes": quotes}


def _citron_quote(rows: Sequence[Quotation]) -> Json | None:
    lead = next((row for row in rows if row.cue is not None), None)
    if lead is None:
        return None
    sources = []
    for row in rows:
        source = {"start": row.mention_start, "end": row.mention_end, "text": row.mention}
        if row.mention is not None and source not in sources:
            sources.append(source)
    return {
        "id": lead.quote_id,
        "cue": {"start": lead.cue_start, "end": lead.cue_end, "text": lead.cue},
        "sources": sources,
        "contents": [{"start": row.start, "end": row.end, "text": row.quote} for row in rows],
        "confidence": f"{lead.confidence:.4f}",
    }


def file_name(id: str) -> str:
    """A file name for the article ``id``, whatever it holds, and no other id's.

    >>> file_name("2024/alfa"), file_name("../../etc/passwd")
    ('2024%2Falfa', '..%2F..%2Fetc%2Fpasswd')
    """
    name = quote(id, safe=" ", errors="replace")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 17]}-{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def web_annotations(rows: Sequence[Quotation], articles: Mapping[str, Article]) -> Json:
    """A page of Web Annotations: one for each quotation, and one for each mention and cue that links to it.

    https://www.w3.org/TR/annotation-model/. Targets are the article's http(s) address where it has one, else "urn:quotes:article:ID", with a
    TextPositionSelector and a TextQuoteSelector; the latter has prefix and suffix where ``articles`` holds the text. What the
    vocabulary has no term for stands in the first body's JSON.
    """
    items: list[Json] = []
    for row in rows:
        article = articles.get(row.article)
        text = article.text if article else None
        id = _urn("quotation", row.quote_id)
        facts = {
            name: getattr(row, name)
            for name in ("kind", "how", "confidence", "stance", "negated", "conditional", "group", "rule")
        }
        bodies: list[Json] = [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": json.dumps(facts, ensure_ascii=False),
            },
            {"type": "TextualBody", "purpose": "classifying", "value": row.kind},
        ]
        if row.speaker is not None:
            bodies.append({"type": "TextualBody", "purpose": "identifying", "value": row.speaker})
        items.append(_annotation(id, "identifying", bodies, row, (row.start, row.end, row.quote), text))
        for part, start, end, words in (
            ("mention", row.mention_start, row.mention_end, row.mention),
            ("cue", row.cue_start, row.cue_end, row.cue),
        ):
            if start is not None and end is not None and words is not None:
                bodies = [{"type": "SpecificResource", "source": id, "purpose": "linking"}]
                bodies.append({"type": "TextualBody", "purpose": "classifying", "value": part})
                items.append(_annotation(_urn(part, row.quote_id), "linking", bodies, row, (start, end, words), text))
    return {"@context": CONTEXT, "id": _urn("page", "1"), "type": "AnnotationPage", "startIndex": 0, "items": items}


def _annotation(
    id: str, motivation: str, bodies: Sequence[Json], row: Quotation, place: tuple[int, int, str], text: str | None
) -> Json:
    start, end, words = place
    exact: Json = {"type": "TextQuoteSelector", "exact": words}
    if text is not None:
        exact |= {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
    selectors = [{"type": "TextPositionSelector", "start": start, "end": end}, exact]
    source = web_address(row.url) or _urn("article", row.article)
    return {
        "id": id,
        "type": "Annotation",
        "motivation": motivation,
        "body": list(bodies),
        "target": {"source": source, "selector": selectors},
    }


def _urn(what: str, name: str) -> str:
    return f"urn:quotes:{what}:{quote(name, safe=':', errors='replace')}"


def _speech(rows: Iterable[Quotation]) -> list[Quotation]:
    return [row for row in rows if row.kind in SPEECH]
