"""Where a quotation began whose opening mark is lost: at a sentence's start, behind a colon, behind what reports the words before it."""

from __future__ import annotations

import re
from bisect import bisect_right

from .marks import Mark
from .pairing import RUN_ON, VOICE_WEIGHT, Events
from .turns import CROSS_LINE, STOP
from .voice import opens_clause, reports, speaks_in_person, that_clause, voice

RESUMED = re.compile(r",\s(?=[a-zà-ÿ])")
SENTENCES_BACK = 12
"""Sentences that a stray closing mark can reach back over; of 100 gold quotations of several sentences four are longer."""
ANNOUNCED = 2.5
"""So much a colon behind the journalist's words speaks for a beginning there: it precedes every second gold quotation of several sentences."""
EXPLAINED = 1.0
"""A colon in the same sentence that may as well only explain; in one before it is no sign."""
ANSWERED = 2.0
"""And so much a question before it, as in interviews the answer stands in marks; and a small letter at a line's head, where a mark is lost."""


def beginning(events: Events, least: int, mark: Mark) -> tuple[int, str]:
    """The first offset of what a stray closing mark closes, none before ``least``, and the name of the repair."""
    text = events.text
    start, repair = _spoken_back(events, _behind_report(text, least, mark.start), mark.start)
    that = that_clause(text, start, mark.start)
    if repair == "opened-at-sentence-start" and that is not None and not opens_clause(text, _behind(text, mark.end)):
        start, repair = that, "opened-after-che"
    while start < mark.start and (text[start].isspace() or text[start] in ",.;:!?)"):
        start += 1
    return min(start, mark.start), repair


def _behind_report(text: str, start: int, end: int) -> int:
    """Where the words go on behind the clause that reports those before it: «A», ricorda, b».

    >>> text = ", ha detto la preside, Lia Berti, e non si torna"
    >>> text[_behind_report(text, 0, len(text)):]
    'e non si torna'
    """
    if not text.startswith(",", start) or not opens_clause(text, _behind(text, start)):
        return start
    clause = RESUMED.search(text, start + 1, end)
    return clause.end() if clause is not None and STOP.search(text, start, clause.end()) is None else start


def _spoken_back(events: Events, least: int, end: int) -> tuple[int, str]:
    """Where a quotation that ends here most plausibly began, and the repair: its own sentence, and those before it as long as they sound spoken."""
    text, turns = events.text, events.sentences
    at = bisect_right(turns, end, key=lambda turn: turn.begin)
    best_start, best, score, until = max(least, 0), 0.0, 0.0, end
    repair = "opened-at-sentence-start"
    for back in range(SENTENCES_BACK):
        turn = turns[at - 1 - back] if at - 1 - back >= 0 else None
        start = max(least, turn.begin if turn else 0)
        before = text[least:start].rstrip()
        found = _announced(text, start, until)
        score -= 0.0 if not back else RUN_ON["free"] if back == 1 else CROSS_LINE
        small = text[start : start + 1].islower() and text[start - 1 : start] == "\n"
        candidates = [(start, ANNOUNCED if before.endswith(":") else ANSWERED if before.endswith("?") or small else 0.0)]
        if found is not None:
            candidates.append((found, ANNOUNCED if _capital_or_said(text, start, found) else 0.0 if back else EXPLAINED))
        for begin, sign in candidates:
            here = sign + (score + VOICE_WEIGHT * voice(text[begin:until]) if back else 0.0)
            if here > best or not (back or begin > start):
                best_start, best = begin, here
                colon = begin != start or before.endswith(":")
                repair = "opened-after-colon" if colon else "opened-at-sentence-start"
        if turn is None or turn.begin <= least or any(sign == ANNOUNCED for _, sign in candidates):
            break
        score += VOICE_WEIGHT * voice(text[start:until]) if back else 0.0
        score, until = score - turn.price, turn.end
    return best_start, repair


def _announced(text: str, start: int, end: int) -> int | None:
    """Where in a sentence the words begin that a colon behind the journalist's own announces; a colon in what is spoken announces nothing.

    >>> [_announced(text, 0, len(text)) for text in ("Lia, la voce rotta: taglia, dice: taglia", "Non ci siamo persi: si va")]
    [20, None]
    """
    for colon in re.finditer(r":\s+(?=\S)", text[start:end]):
        before = text[start : start + colon.start()]
        if not speaks_in_person(before):
            return start + colon.end()
    return None


def _capital_or_said(text: str, start: int, at: int) -> bool:
    """Whether a colon surely announces speech: a capital stands behind it, or a verb of speech before; else it may explain ("ha un nome: paura")."""
    return text[at].isupper() or reports(text[start:at])


def _behind(text: str, at: int) -> int:
    """The first offset from here on that is neither a space nor a comma."""
    end = min(len(text), at + 4)
    while at < end and text[at] in " ,\u00a0":
        at += 1
    return at
