"""Why a row says what it says: the sentence, the path in the tree, the rule, what lost against it, what was mended, how sure.

A row is explained by analysing its article again (the parse comes from the cache) and looking at what the stages leave behind. The
texts are data, ``lexicon/explain.toml``, in Italian and English.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis import Cache, Paths, trace_of
from .case import Case
from .confidence import STATEMENTS, UNSAID, features, naming, weights
from .cues import CueIndex
from .licence import tops
from .losers import Losers, attributed_at
from .pipeline import Trace
from .records import Article, Quotation, Span
from .rivals import present
from .scoring import ARTICLE, OUTER
from .spans import REPAIRS
from .speaker import Speaker
from .telling import LANGUAGES, Language, text_of, trait_text
from .tree import Sentence, Word

if TYPE_CHECKING:
    from pandas import Series

LONG = 160
"""Characters of a stretch of text that are shown; of a longer one its beginning and end."""
STEPS = 5
"""Arcs of a path that are shown."""
REASONS = 3
"""Traits that are shown as raising, and as lowering, the confidence."""
TELLING = 0.15
"""Log odds from which a trait is worth a word: about three points of confidence."""


class ExplanationError(ValueError):
    """A row that cannot be explained; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an explanation."""

    name: str
    """Key of its heading: sentence, who, path, rule, lost, mended, sure."""
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """The answer; ``str`` and ``print`` give it as text."""

    row: Quotation
    """As it is found today."""
    language: str
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        parts = [f"{self.row.quote_id} ({self.row.kind})"]
        for section in self.sections:
            parts.append(f"{section.heading}\n" + "\n".join(f"  {line}" for line in section.lines))
        return "\n".join(parts)

    __repr__ = __str__

    def section(self, name: str) -> Section:
        """The section of that name; KeyError where there is none."""
        return {section.name: section for section in self.sections}[name]


def explain(
    row: Quotation | Series | Mapping[str, object],
    article: Article | str,
    *,
    language: Language = "it",
    models: str | Path | None = None,
    cache: Cache = True,
    lexicon: Paths = (),
) -> Explanation:
    """Why ``row`` of a table (or a Quotation) says what it says; ``article``: the one it is of, or its text.

    ``language``: it or en. The other options must be those of the analysis that made the row. Raises ExplanationError where today's
    analysis has no such row, and what :func:`~quotes.extract` raises.

    >>> text = "«Riapre lunedì», ha detto Anna Ferri."
    >>> from quotes import extract
    >>> print(explain(extract(text, cache=False)[0], text, cache=False).section("rule").lines[0])
    postposed: «ha detto» segue le virgolette nella stessa frase, e in mezzo stanno solo parole leggere o il soggetto.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}, none of {', '.join(LANGUAGES)}")
    wanted = _wanted(row)
    whole = Article(wanted.article, article) if isinstance(article, str) else article
    return explained(trace_of(whole, models=models, cache=cache, lexicon=lexicon), wanted, language=language)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What identifies a row, and what its table said."""

    article: str
    quote_id: str
    kind: str
    span: Span
    speaker: str | None


def _wanted(row: Quotation | Series | Mapping[str, object]) -> Wanted:
    def value(name: str) -> object:
        found: object = getattr(row, name) if isinstance(row, Quotation) else row[name]
        return None if found is None or str(found) in {"<NA>", "nan"} else found  # pandas' NA has no truth value to ask for

    start, end = (int(str(value(name))) for name in ("start", "end"))
    speaker = value("speaker")
    return Wanted(
        str(value("article")),
        str(value("quote_id")),
        str(value("kind")),
        Span(start, end),
        None if speaker is None else str(speaker),
    )


def explained(trace: Trace, wanted: Wanted, *, language: Language = "it") -> Explanation:
    """The explanation of the row of ``trace`` that stands where ``wanted`` does."""
    same = [
        index
        for index, row in enumerate(trace.quotations)
        if Span(row.start, row.end) == wanted.span and (row.kind == "indirect") == (wanted.kind == "indirect")
    ]
    if not same:
        raise ExplanationError(
            f"{wanted.quote_id}: today's analysis has no such row at {wanted.span.start}-{wanted.span.end}; "
            "the table was made by another version or from another text: analyse again"
        )
    return _Teller(trace, same[0], language).tell(wanted)


# -------------------------------------------------------------------------------------------------------------- the teller


class _Teller:
    """One row before its explanation."""

    def __init__(self, trace: Trace, index: int, language: Language) -> None:
        self.trace = trace
        self.context = trace.context
        self.index = index
        self.row = trace.quotations[index]
        self.made = trace.rows[index]
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the file, filled in."""
        return self._fill(text_of("phrases", key, self.language) or key, **values)

    def _fill(self, text: str, **values: object) -> str:
        row = self.row
        given = {"cue": row.cue or "", "lemma": row.cue_lemma or "", "speaker": row.speaker or "", "mention": row.mention or ""}
        return text.format(**{**given, **values})

    def tell(self, wanted: Wanted) -> Explanation:
        """All sections in their order."""
        parts = {
            "sentence": self._sentence(),
            "who": self._who(wanted),
            "path": self._path(),
            "rule": self._rule(),
            "lost": self._lost(),
            "mended": self._mended(),
            "sure": self._sure(),
        }
        sections = (
            Section(name, text_of("headings", name, self.language) or name, tuple(lines)) for name, lines in parts.items()
        )
        return Explanation(self.row, self.language, tuple(sections))

    # the sentence

    def _sentence(self) -> list[str]:
        row, text = self.row, self.context.text
        marks = [(row.start, row.end, "⟦", "⟧")]
        if row.cue_start is not None and row.cue_end is not None:
            marks.append((row.cue_start, row.cue_end, "{", "}"))
        if row.mention_start is not None and row.mention_end is not None:
            marks.append((row.mention_start, row.mention_end, "⟨", "⟩"))
        low, high = min(start for start, *_ in marks), max(end for _, end, *_ in marks)
        sentences = self.context.sentences(Span(low, high))
        if sentences:
            low, high = min(low, sentences[0].span.start), max(high, sentences[-1].span.end)
        inserted = sorted(
            [(start, 1, -end, opening) for start, end, opening, _ in marks] + [(end, 0, -start, c) for start, end, _, c in marks]
        )
        shown, place = [], low
        for offset, _, _, bracket in inserted:
            shown += [_shorter(text[place:offset]), bracket]
            place = offset
        shown.append(_shorter(text[place:high]))
        return [" ".join("".join(shown).split()), text_of("headings", "legend", self.language) or ""]

    # who speaks

    def _who(self, wanted: Wanted) -> list[str]:
        row = self.row
        if row.kind not in STATEMENTS:
            lines = [self._of("how", "unsaid")]
        elif row.speaker is None:
            lines = [self._of("how", "none")]
        elif row.how == "explicit" and row.mention is not None:
            kind = naming(row.speaker, row.mention)
            if kind == "described" and _bare(row.speaker) != _bare(row.mention):
                kind = "redescribed"
            lines = [self._of("how", kind if kind in {"resolved", "described", "redescribed"} else "explicit")]
        elif row.how == "dropped" and self.made.cue is not None and self.made.cue.kind != "verb":
            lines = [self._of("how", "dropped-noun")]
        else:
            lines = [self._of("how", row.how)]
        if row.how in UNSAID and self.made.speaker is not None:
            lines += self._last_seen(self.made.speaker)
        if wanted.speaker != row.speaker:
            nobody = self.say("nobody")
            lines.append(self.say("changed", before=wanted.speaker or nobody, now=row.speaker or nobody))
        return lines

    def _last_seen(self, speaker: Speaker) -> Iterator[str]:
        """Where the speaker of a row without name came up before it."""
        last = present(self.trace, self.index, attributed_at(self.row)).get(speaker.key)
        if last is not None:
            yield self.say(
                "seen_speaking" if last.spoke else "seen", speaker=speaker.name, characters=attributed_at(self.row) - last.offset
            )

    def _of(self, table: str, key: str) -> str:
        return self._fill(text_of(table, key, self.language) or key)

    # the path

    def _path(self) -> list[str]:
        cue = self.made.cue
        if cue is None:
            return [self.say("no_cue")]
        lines = [f"{self.say('quote_to_cue')}: {self._way(self._content(), (cue.sentence, cue.word))}"]
        mention = self.made.mention
        if mention is not None:
            lines.append(f"{self.say('cue_to_mention')}: {self._way((cue.sentence, cue.word), (mention.sentence, mention.head))}")
        return lines

    def _content(self) -> tuple[Sentence, Word] | None:
        """The word of the reported words on which the others hang."""
        cue = self.made.cue
        if self.made.index is not None:
            top = next(tops(Case(self.context, CueIndex(self.trace.cues), self.made.index)), None)
            return (top.sentence, top.word) if top is not None else None
        for place in self.context.words(self.made.span):
            head = place.sentence.head(place.word)
            outside = head is None or not self.made.span.start <= head.start < self.made.span.end
            if place.word.upos != "PUNCT" and outside and (cue is None or place.word.index != cue.word.index):
                return place.sentence, place.word
        return None

    def _way(self, start: tuple[Sentence, Word] | None, end: tuple[Sentence, Word]) -> str:
        if start is None or start[0] is not end[0]:
            return self.say("other_sentence")
        if start[1].index == end[1].index:
            return self.say("same_word", word=start[1].text)
        arcs = list(_arcs(start[0], start[1], end[1]))
        if not arcs:
            return self.say("other_sentence")
        told = [
            self.say("arc", child=child.text, head=head.text, relation=self._relation(child), tag=child.deprel)
            for child, head in arcs[:STEPS]
        ]
        if len(arcs) > STEPS:
            told.append(self.say("longer", count=len(arcs) - STEPS))
        return "; ".join(told)

    def _relation(self, word: Word) -> str:
        return text_of("relations", word.deprel, self.language) or self.say("arc_unnamed")

    # the rule

    def _rule(self) -> list[str]:
        row = self.row
        if row.rule is None:
            return [text_of("kinds", row.kind, self.language) or row.kind]
        lines = [f"{row.rule}: {self._fill(text_of('rules', row.rule, self.language) or row.rule)}"]
        if row.cue is not None and row.cue_start is not None and row.cue_end is not None:
            lines.append(self.say("cue"))
            between = self.context.between(row.end, row.cue_start) or self.context.between(row.cue_end, row.start)
            gap = " ".join(between.split()).strip(OUTER)
            if re.search(r"\w", gap):
                lines.append(self.say("between", gap=_shorter(gap)))
        lines += [self.say(name) for name, there in (("negated", row.negated), ("conditional", row.conditional)) if there]
        return lines

    # what lost

    def _lost(self) -> list[str]:
        if self.row.kind not in STATEMENTS:
            return [self.say("lost_nobody")]
        lines = Losers(self.trace, self.index, self.say).lines()
        return list(dict.fromkeys(lines)) or [self.say("lost_nobody")]

    # marks and confidence

    def _mended(self) -> list[str]:
        row = self.row
        if row.kind == "indirect":
            return [self.say("none_there")]
        if row.repair is None:
            return [self.say("sound")]
        return [REPAIRS[row.repair] if self.language == "en" else text_of("repairs", row.repair, "it") or row.repair]

    def _sure(self) -> list[str]:
        traits = features(self.trace.quotations)[self.index]
        effects: dict[str, float] = defaultdict(float)
        for name, value in traits.items():  # traits of one name, such as rivals near and beside, count together
            effects[self._trait(name)] += weights().get(name, 0.0) * value
        percent = math.floor(100 * self.row.confidence + 0.5)
        lines = [f"{percent / 100:.2f}: {self.say('sure', percent=percent)}"]
        for key, sign in (("raises", 1), ("lowers", -1)):
            telling = sorted(
                (text for text in effects if sign * effects[text] >= TELLING), key=lambda text: -sign * effects[text]
            )
            if telling:
                lines.append(f"{self.say(key)}: {', '.join(telling[:REASONS])}")
        return lines

    def _trait(self, name: str) -> str:
        text = trait_text(name, self.language) or name
        key, _, value = name.partition("=")
        return f"{text} ({value})" if key in {"kind", "how", "rule", "type"} else text


def _bare(name: str) -> str:
    """A name without leading article and case, to see whether two are the same words."""
    return ARTICLE.sub("", name).lower()


def _arcs(sentence: Sentence, start: Word, end: Word) -> Iterator[tuple[Word, Word]]:
    """The arcs from ``start`` up and down to ``end``, each as (child, head); none where the parse is broken."""
    up = [start, *sentence.ancestors(start)]
    down = [end, *sentence.ancestors(end)]
    common = next((word.index for word in up if any(word.index == other.index for other in down)), None)
    if common is None:
        return
    for chain in (up, down):
        for child, head in itertools.pairwise(chain):
            if child.index == common:
                break
            yield child, head


def _shorter(text: str) -> str:
    """A long text without its middle.

    >>> _shorter("Sì"), len(_shorter("parola " * 90))
    ('Sì', 163)
    """
    if len(text) <= LONG:
        return text
    half = LONG // 2
    return f"{text[:half]} … {text[-half:]}"
