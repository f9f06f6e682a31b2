"""Texts from ``grammar.toml``: constructions of Italian news, filled with speakers, verbs and adjuncts, with the rows that are right.

The head of that file says how frames are written. What is drawn is drawn with a seed of each frame's own.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from quotes.records import Span

SOURCE = Path(__file__).parent / "grammar.toml"
PER = 12
"""Texts of each frame that the command makes unless told."""
MARKS = ("«»", "«»", "“”", '""')
"""Marks of a text; the frames are written with the first."""
CONTRACTED = {
    "di": ("del ", "dello ", "della ", "dei ", "degli ", "delle ", "dell'"),
    "da": ("dal ", "dallo ", "dalla ", "dai ", "dagli ", "dalle ", "dall'"),
    "a": ("al ", "allo ", "alla ", "ai ", "agli ", "alle ", "all'"),
    "su": ("sul ", "sullo ", "sulla ", "sui ", "sugli ", "sulle ", "sull'"),
    "in": ("nel ", "nello ", "nella ", "nei ", "negli ", "nelle ", "nell'"),
}
ARTICLES = ("il ", "lo ", "la ", "i ", "gli ", "le ", "l'")
COMMA = "\x1f"
"""Stands behind an apposition at the end of a speaker's phrase until it is known what follows."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks, in one of the forms in which news names them."""

    text: str
    """As the subject of a clause, with a comma at its end where an apposition must be closed."""
    name: str
    """The speaker that is to be found."""
    tags: frozenset[str]
    short: str = ""
    """The surname or acronym by which a later sentence means them."""
    desc: str = ""
    """The description by which a later sentence means them, with its article."""

    @property
    def agreement(self) -> int:
        """0 masculine singular, 1 feminine singular, 2 masculine plural, 3 feminine plural."""
        return ("f" in self.tags) + 2 * ("pl" in self.tags)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of speech with its forms; singular and plural where there are two."""

    lemma: str
    participle: str
    present: tuple[str, str]
    gerund: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A construction."""

    id: str
    area: str
    text: str
    rows: tuple[str, ...]
    who: tuple[str, ...] = ()
    """Tags that its speaker must have; ``!tag`` those that it must not have."""
    other: tuple[str, ...] = ("person", "named", "sg")
    """The same of the distractor; ``same`` or ``unlike``: of the speaker's gender or not."""
    note: str = ""
    """What is wrong where the program fails, in a linguist's words."""


@dataclass(frozen=True, slots=True)
class Want:
    """A row that is right."""

    kind: str
    span: Span
    speaker: str | None
    lemmas: tuple[str, ...]
    """The cue's lemma, several where either will do; empty: not asked."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its rows."""

    frame: Frame
    text: str
    wants: tuple[Want, ...]
    speaker: str
    adjunct: str
    marks: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """What grammar.toml says."""

    speakers: tuple[Speaker, ...]
    adjuncts: tuple[tuple[str, tuple[str, ...]], ...]
    verbs: Mapping[str, tuple[Verb, ...]]
    nouns: Mapping[str, tuple[tuple[str, str], ...]]
    """Lemma and words of the nouns that report."""
    phrases: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    pairs: Mapping[str, tuple[tuple[str, str, str], ...]]
    """Two mentions of somebody, and the speaker whom the second means."""
    frames: tuple[Frame, ...]


def _tags(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _phrase(entry: str) -> tuple[str, tuple[str, ...]]:
    """Words and, behind a bar, the tags that they ask of the speaker."""
    words, _, tags = entry.partition(" | ")
    return words, _tags(tags)


def _verb(entry: str) -> Verb:
    lemma, participle, present, gerund = entry.split(" | ")
    singular, plural = present.split("/")
    return Verb(lemma, participle, (singular, plural), gerund)


def _pair(entry: str) -> tuple[str, str, str]:
    first, second, name = entry.split(" | ")
    return first, second, name


def _noun(entry: str) -> tuple[str, str]:
    lemma, words = entry.split(" | ")
    return lemma, words


@cache
def load() -> Grammar:
    """Read grammar.toml. KeyError or ValueError where it is not as it says."""
    data = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    frames = [
        Frame(
            f["id"],
            area,
            f["text"],
            tuple(row.strip() for row in f["rows"].split(";") if row.strip()),
            _tags(f.get("who", "")),
            _tags(f["other"]) if "other" in f else ("person", "named", "sg"),
            f.get("note", ""),
        )
        for area, entries in data["frames"].items()
        for f in entries
    ]
    return Grammar(
        tuple(
            Speaker(s["text"], s["name"], frozenset(_tags(s["is"])), s.get("short", ""), s.get("desc", ""))
            for s in data["speakers"]
        ),
        tuple(_phrase(entry) for entry in data["adjuncts"]),
        {name: tuple(_verb(entry) for entry in entries) for name, entries in data["verbs"].items()},
        {name: tuple(_noun(entry) for entry in entries) for name, entries in data["nouns"].items()},
        {name: tuple(_phrase(entry) for entry in entries) for name, entries in data["phrases"].items()},
        {name: tuple(_pair(entry) for entry in entries) for name, entries in data["pairs"].items()},
        tuple(frames),
    )


def contracted(preposition: str, phrase: str) -> str:
    """A preposition with its noun phrase.

    >>> contracted("di", "il ministro"), contracted("da", "Lia Monti"), contracted("a", "Ada Ricci"), contracted("per", "l'Oms")
    ('del ministro', 'da Lia Monti', 'ad Ada Ricci', "per l'Oms")
    """
    forms = CONTRACTED.get(preposition)
    for article, form in zip(ARTICLES, forms or (), strict=False):
        if phrase.startswith(article):
            return form + phrase[len(article) :]
    return f"{'ad' if preposition == 'a' and phrase[:1] in 'Aa' else preposition} {phrase}"


def fits(tags: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether all wanted tags are there, and none that is not wanted.

    >>> fits({"sg", "m"}, ["sg", "!f"]), fits({"sg", "m"}, ["pl"])
    (True, False)
    """
    have = set(tags)
    return all((tag[1:] not in have) if tag.startswith("!") else tag in have for tag in wanted)


@dataclass(slots=True)
class Filling:
    """One filling of a frame's slots: what is drawn stays drawn for the whole text."""

    grammar: Grammar
    chance: random.Random
    speaker: Speaker
    other: Speaker
    drawn: dict[str, str] = field(default_factory=dict)
    verbs: dict[str, Verb] = field(default_factory=dict)
    nouns: dict[str, tuple[str, str]] = field(default_factory=dict)
    pairs: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    adjunct: str = ""

    def slot(self, slot: str) -> str:
        """The words of a slot, by the rules at the head of grammar.toml. KeyError where there is no such slot."""
        if slot.startswith("="):
            return self._once(slot, lambda: self.chance.choice(slot[1:].split("|")))
        whose, subject = (slot[2:], self.other) if slot.startswith("T:") else (slot, self.speaker)
        if "/" in whose:
            forms = whose.split("/")
            return forms[subject.agreement if len(forms) == 4 else subject.agreement // 2]
        if whose == "o":
            return "oaie"[subject.agreement]
        preposition, _, phrase = slot.rpartition(" ")
        if re.fullmatch(r"[ST](\.short|\.desc)?", phrase):
            named = self._named(phrase)
            return contracted(preposition, named) if preposition else named
        if slot in ("A", "A!", ",A,"):
            return self._adjunct(slot)
        name, _, which = slot.partition(":")
        if name in self.grammar.pairs:
            return self._paired(name, which)
        return self._verb(whose, subject) or self._noun(slot) or self._phrase(slot)

    def lemma(self, name: str) -> tuple[str, ...]:
        """The lemmas of a frame's row: of a verb drawn, or as they stand there."""
        if name == "-":
            return ()
        lemmas = {key: verb.lemma for key, verb in self.verbs.items()} | {key: lemma for key, (lemma, _) in self.nouns.items()}
        if ({*self.grammar.verbs, *self.grammar.nouns} - {*lemmas}) & {*name.split("/")}:
            raise ValueError(f"no such verb in the text: {name}")
        return tuple(lemmas.get(one, one) for one in name.split("/"))

    def _once(self, key: str, draw: Callable[[], str]) -> str:
        if key not in self.drawn:
            self.drawn[key] = draw()
        return self.drawn[key]

    def _named(self, phrase: str) -> str:
        speaker = self.speaker if phrase[0] == "S" else self.other
        if phrase.endswith(".short"):
            return speaker.short
        if phrase.endswith(".desc"):
            return speaker.desc
        return speaker.text[:-1] + COMMA if speaker.text.endswith(",") else speaker.text

    def _paired(self, name: str, which: str) -> str:
        """``office:1``, ``office:2``: the first and the later mention of one pair; the speaker is drawn with them."""
        if name not in self.pairs:
            self.pairs[name] = self.chance.choice(self.grammar.pairs[name])
        first, second, self.drawn[name] = self.pairs[name]
        return {"1": first, "2": second}[which]

    def _adjunct(self, slot: str) -> str:
        if not self.adjunct and (slot == "A!" or self.chance.random() < 0.6):
            self.adjunct = self.chance.choice([words for words, tags in self.grammar.adjuncts if fits(self.speaker.tags, tags)])
        return f", {self.adjunct}," if slot == ",A," and self.adjunct else self.adjunct

    def _verb(self, slot: str, subject: Speaker) -> str:
        """``say``, ``say2``, ``say:ger``; the verb agrees in number with its subject."""
        name, _, form = slot.partition(":")
        entries = self.grammar.verbs.get(name.rstrip("23"))
        if not entries:
            return ""
        if name not in self.verbs:
            free = [verb for verb in entries if verb not in self.verbs.values()]
            self.verbs[name] = self.chance.choice(free)
        verb, plural = self.verbs[name], subject.agreement // 2
        form = form or self._once(f"tense of {name}", lambda: self.chance.choice(["perf", "perf", "pres"]))
        return {
            "perf": f"{'hanno' if plural else 'ha'} {verb.participle}",
            "pres": verb.present[plural],
            "ger": verb.gerund,
            "part": verb.participle,
            "inf": verb.lemma,
        }[form]

    def _noun(self, slot: str) -> str:
        entries = self.grammar.nouns.get(slot.rstrip("23"))
        if not entries:
            return ""
        if slot not in self.nouns:
            self.nouns[slot] = self.chance.choice([noun for noun in entries if noun not in self.nouns.values()])
        return self.nouns[slot][1]

    def _phrase(self, slot: str) -> str:
        """``Q``, ``Q2``; ``q`` is ``Q`` with a small letter."""
        key = slot.upper() if slot.rstrip("23").islower() and slot.rstrip("23").upper() in self.grammar.phrases else slot
        entries = self.grammar.phrases[key.rstrip("23")]
        if key not in self.drawn:
            free = [words for words, tags in entries if fits(self.speaker.tags, tags) and words not in self.drawn.values()]
            self.drawn[key] = self.chance.choice(free)
        words = self.drawn[key]
        return words[:1].lower() + words[1:] if key != slot else words


def tidied(text: str) -> str:
    """A filled text with its blanks, commas and capitals in order.

    >>> tidied("{lo dico}»,  ha detto Ada, sindaca\\x1f . poi\\x1f ha detto")
    '{Lo dico}», ha detto Ada, sindaca. Poi, ha detto'
    """
    text = re.sub(COMMA + r"(?=[}\]]*(\s*([,.:;)»]|[-–—])|\n|$))", "", text).replace(COMMA, ",")
    text = re.sub(r"\b(a) (?=a)", r"\1d ", re.sub(r" +", " ", text))  # "ad ammettere"
    text = re.sub(r" (?=[,.:;»)])", "", text)
    text = re.sub(r",(?=\s*[}\]]*[,.:;])", "", text)
    return re.sub(r"(^|\n|[.!?…][}\]]*\s+)([«{\[“\"(]*)(\w)", lambda m: m[1] + m[2] + m[3].upper(), text.strip())


def _unmarked(text: str) -> tuple[str, list[tuple[str, Span]]]:
    """A text without its brackets, and what they bracket, in the order of the opening ones."""
    plain: list[str] = []
    found: list[tuple[str, int, int]] = []
    waiting: list[int] = []
    for sign in text:
        if sign in "{[":
            waiting.append(len(found))
            found.append((sign, len(plain), 0))
        elif sign in "}]":
            place = waiting.pop()
            found[place] = (*found[place][:2], len(plain))
        else:
            plain.append(sign)
    if waiting:
        raise ValueError(f"a bracket is open: {text}")
    return "".join(plain), [(opened, Span(start, end)) for opened, start, end in found]


def case(grammar: Grammar, frame: Frame, speaker: Speaker, chance: random.Random) -> Case:
    """A frame filled. ValueError where its rows are not those of its brackets."""
    relation = {"same": ("f",) if "f" in speaker.tags else ("m",), "unlike": ("m",) if "f" in speaker.tags else ("f",)}
    tags = [tag for one in frame.other for tag in relation.get(one, (one,))]
    named = {speaker.name, speaker.short} - {""}
    other = chance.choice(
        [s for s in grammar.speakers if fits(s.tags, tags) and not named & {s.name, s.short} and _has(frame, "T", s)]
    )
    filling = Filling(grammar, chance, speaker, other)
    marked = tidied(re.sub(r"<([^<>]+)>", lambda m: filling.slot(m[1]), frame.text))
    marks = chance.choice(MARKS)
    if not set('“”"') & set(frame.text):
        marked = marked.replace("«", marks[0]).replace("»", marks[1])
    text, spans = _unmarked(marked)
    if len(spans) != len(frame.rows):
        raise ValueError(f"{frame.id}: {len(frame.rows)} rows, but {len(spans)} brackets")
    wants = []
    for row, (bracket, span) in zip(frame.rows, spans, strict=True):
        kind, _, rest = row.partition(" ")
        if (kind == "i") != (bracket == "["):
            raise ValueError(f"{frame.id}: {row!r} stands for {bracket}")
        quoted = re.fullmatch(r"'(.+)' (.+)", rest)
        who, lemma = quoted.groups() if quoted else (rest.partition(" ")[0], rest.partition(" ")[2] or "-")
        if quoted:  # words with a slot, or the name of a phrase: the paper that is the source
            who = filling.drawn.get(who) or re.sub(r"<([^<>]+)>", lambda m: filling.slot(m[1]), who)
        who = {"S": speaker.name, "T": other.name, "-": "", "": ""}[who] if not quoted else who
        wants.append(Want(kind, span, who or None, filling.lemma(lemma)))
    return Case(frame, text, tuple(wants), speaker.text, filling.adjunct, marks)


def _has(frame: Frame, which: str, speaker: Speaker) -> bool:
    """Whether the speaker has the later mentions that the frame uses."""
    return all(getattr(speaker, what) or f"{which}.{what}" not in frame.text for what in ("short", "desc"))


def cases(frames: Iterable[Frame], *, seed: int = 0, per: int = PER) -> list[Case]:
    """Texts of each frame, with as many different speakers as there are; the same for a frame whatever other frames there are."""
    grammar, made = load(), []
    for frame in frames:
        chance = random.Random(f"{seed} {frame.id}")
        able = [s for s in grammar.speakers if fits(s.tags, frame.who) and _has(frame, "S", s)]
        if not able:
            raise ValueError(f"{frame.id}: there is no such speaker")
        chance.shuffle(able)
        made += [case(grammar, frame, able[i % len(able)], chance) for i in range(per)]
    return made
