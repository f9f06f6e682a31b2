"""Tables without the parser, for the tests of what shows and corrects them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from quotes import Article, Quotation
from quotes.correcting import blank
from quotes.records import Span
from quotes.table import to_frame
from quotes.texts import KEPT

HOSTILE = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
TEXTS = {
    "ponte": "Il ponte\n\n«Riapre lunedì», ha detto la sindaca Anna Ferri. «Una vergogna», tuona Piero Galli.\n",
    "strada": f"La strada\n\n«Chiusa per Galli», ammette Anna Ferri. {HOSTILE} Il «nodo» resta.\n",
}
ARTICLES = {
    "ponte": Article("ponte", TEXTS["ponte"], title="Il ponte", source="Corriere", date="2026-03-02"),
    "strada": Article("strada", TEXTS["strada"], source="L'Eco", date="2026-03-05"),
}


def quotation(
    id: str,
    number: int,
    words: str,
    *,
    speaker: str | None = None,
    cue: str | None = None,
    lemma: str | None = None,
    **values: object,
) -> Quotation:
    """A row of one of ARTICLES, at the first place of ``words``."""
    article, text = ARTICLES[id], TEXTS[id]
    start = text.index(words)
    row = replace(blank(article, Span(start, start + len(words)), []), quote_id=f"{id}:{number}", group=number, rule="test")
    row = replace(row, speaker=speaker, how="explicit" if speaker else "none", speaker_type="person" if speaker else None)
    if cue is not None:
        at = text.index(cue)
        row = replace(row, cue=cue, cue_lemma=lemma, cue_start=at, cue_end=at + len(cue))
    if speaker is not None:
        at = text.rindex(speaker)
        row = replace(row, mention=speaker, mention_start=at, mention_end=at + len(speaker))
    return replace(row, confidence=0.9, **values)  # type: ignore[arg-type]  # values of columns, by the tests


def table() -> pd.DataFrame:
    """Four rows of two articles, whose texts are kept."""
    for article in ARTICLES.values():
        KEPT.keep(article)
    return to_frame(
        [
            quotation(
                "ponte", 1, "Riapre lunedì", speaker="Anna Ferri", cue="ha detto", lemma="dire", stance="neutral", role="sindaca"
            ),
            quotation("ponte", 2, "Una vergogna", speaker="Piero Galli", cue="tuona", lemma="tuonare", stance="criticise"),
            quotation("strada", 1, "Chiusa per Galli", speaker="Anna Ferri", cue="ammette", lemma="ammettere", stance="concede"),
            quotation("strada", 2, "nodo", kind="scare"),
        ]
    )
