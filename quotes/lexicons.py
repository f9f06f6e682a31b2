"""The lexicon: language knowledge that a linguist edits as CSV files, read once into one frozen record.

The files stand in ``quotes/lexicon/``; the README there documents columns and closed value lists. Own files are given to
`load_lexicon` and add to the package's rows, or replace those of the same lemma.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, TypeVar

from .conjugation import Conjugated, by_form

Sense = Literal["say", "write", "think", "ask", "answer", "continue", "manner", "name", "show"]
Stance = Literal[
    "neutral", "assert", "concede", "deny", "accuse", "promise", "ask", "fear", "hope",
    "praise", "criticise", "warn", "order", "mock", "agree", "emotion", "unsure",
]  # fmt: skip
Complement = Literal["-", "che", "di", "se", "che+di", "che+di+se"]
Direct = Literal["strong", "weak", "no"]
Scope = Literal["opinion", "statement", "voice"]
Gender = Literal["m", "f", "c"]
RoleType = Literal["person", "group", "organisation", "document"]
PlaceKind = Literal["country", "region", "city"]

SENSES: tuple[Sense, ...] = ("say", "write", "think", "ask", "answer", "continue", "manner", "name", "show")
STANCES: tuple[Stance, ...] = (
    "neutral", "assert", "concede", "deny", "accuse", "promise", "ask", "fear", "hope",
    "praise", "criticise", "warn", "order", "mock", "agree", "emotion", "unsure",
)  # fmt: skip
COMPLEMENTS: tuple[Complement, ...] = ("-", "che", "di", "se", "che+di", "che+di+se")
DIRECTS: tuple[Direct, ...] = ("strong", "weak", "no")
SCOPES: tuple[Scope, ...] = ("opinion", "statement", "voice")
GENDERS: tuple[Gender, ...] = ("m", "f", "c")
PLACE_KINDS: tuple[PlaceKind, ...] = ("country", "region", "city")
ROLE_TYPES: tuple[RoleType, ...] = ("person", "group", "organisation", "document")
YES_NO: tuple[Literal["yes", "no"], ...] = ("yes", "no")

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a ad al allo alla ai agli alle all con d da dal dallo dalla dall di del dello della dei degli delle dell e i il in la le "
        "gli l lo nel nello nella nei negli nelle nell per su sul sullo sulla sui sugli sulle sull tra fra un uno una",
    )
)
"""Words of a locution that a parse splits or inflects; only the others identify it."""

T = TypeVar("T")
E = TypeVar("E")
V = TypeVar("V", bound=str)


class LexiconError(ValueError):
    """A fault in a lexicon file; the message names the file and the line and says what to do."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb or verb locution."""

    lemma: str
    """Dictionary form: dire, lamentarsi, "fare notare"."""
    sense: Sense
    """What kind of report it makes."""
    stance: Stance
    """How the article colours the report."""
    complement: frozenset[str]
    """Clauses that are a reported statement without marks: "che", "di", "se"; empty for none."""
    direct: Direct
    """strong: a quotation right beside it is its object; weak: only by syntax or inversion; no: never alone."""
    predicative: bool
    """Whether "V X «pred»" and "V X come «pred»" attribute the fragment to the subject."""
    example: str
    """A sentence of the lexicon's own."""
    head: str
    """Infinitive of the first word without clitics, as a parser's lemma has it: lamentare, fare, dire."""
    rest: tuple[str, ...]
    """Content words behind the first, for a locution: ("dito",) of "puntare il dito"."""
    reflexive: bool
    """Whether the first word carries -si."""


@dataclass(frozen=True, slots=True)
class SpeechNoun:
    """A noun that can introduce a quotation or a che-clause."""

    lemma: str
    """Singular: parola."""
    sense: Sense
    """As for verbs."""
    stance: Stance
    """As for verbs."""
    example: str
    """A sentence of the lexicon's own."""


@dataclass(frozen=True, slots=True)
class Preposition:
    """An attributing preposition or locution."""

    form: str
    """As it is written before its noun phrase: "stando a"; "suo" stands for any possessive."""
    lemma: str
    """What the table gives as cue_lemma."""
    scope: Scope
    """opinion (what somebody holds), statement (what somebody said) or voice (through whom somebody speaks, beside a verb that reports)."""
    example: str
    """A sentence of the lexicon's own."""

    @property
    def needs_verb(self) -> bool:
        """Whether it attributes only together with a reporting verb: "a quanto riferisce la questura".

        >>> Preposition("a quanto", "a quanto", "statement", "").needs_verb
        True
        """
        return self.form.split()[-1] == "quanto"


@dataclass(frozen=True, slots=True)
class Role:
    """A head noun that denotes a speaker."""

    lemma: str
    """ministro; for a group the plural: residenti."""
    gender: Gender
    """Grammatical gender; c for both."""
    type: RoleType
    """person, group, organisation or document."""
    feminines: tuple[str, ...]
    """Feminine forms that differ from the lemma."""
    example: str
    """A sentence of the lexicon's own."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All the language knowledge. The mappings are not to be changed; they are dicts so that a cluster can pickle them."""

    verbs: Mapping[str, Verb]
    """By lemma, locutions included."""
    locutions: Mapping[str, tuple[Verb, ...]]
    """Multi-word verbs by `Verb.head`, those with the most words first."""
    nouns: Mapping[str, SpeechNoun]
    """By lemma."""
    prepositions: tuple[Preposition, ...]
    """Longest form first, so that the first match is the right one."""
    roles: Mapping[str, Role]
    """By lemma and by each feminine."""
    names: Mapping[str, Gender]
    """First names as they are written, with their gender."""
    places: Mapping[str, PlaceKind]
    """Names of countries, regions and cities as they are written in Italian: they hardly speak."""
    forms: Conjugated
    """Third persons, participles and gerunds of the verbs and of the first words of locutions."""

    def verb(self, lemma: str, *, reflexive: bool = False) -> Verb | None:
        """The single-word verb with this parser's lemma; ``reflexive`` prefers the verb in -si.

        An impersonal "si dice che" is no reflexive: ask for it without.

        >>> lexicon = load_lexicon()
        >>> [v.lemma for v in (lexicon.verb("impegnare", reflexive=True), lexicon.verb("dire")) if v]
        ['impegnarsi', 'dire']
        >>> lexicon.verb("impegnare") is None
        True
        """
        if reflexive and (found := self.verbs.get(reflexive_of(lemma))):
            return found
        return self.verbs.get(lemma)

    def locution(self, head: str, near: Iterable[str], *, reflexive: bool = False) -> Verb | None:
        """The longest locution with the verb ``head`` whose other content words are all in ``near`` (forms or lemmas).

        Final vowels are left out of the comparison, so that "convinta" is found for "dirsi convinto".

        >>> found = load_lexicon().locution("puntare", ["contro", "il", "dito"])
        >>> found.lemma if found else None
        'puntare il dito'
        """
        return next(self.locutions_in(head, near, reflexive=reflexive), None)

    def locutions_in(self, head: str, near: Iterable[str], *, reflexive: bool = False) -> Iterator[Verb]:
        """All such locutions, the longest first."""
        trunks = {_trunk(word.lower()) for word in near}
        for verb in self.locutions.get(head, ()):
            if (reflexive or not verb.reflexive) and all(_trunk(word) in trunks for word in verb.rest):
                yield verb

    def role(self, form: str, lemma: str) -> Role | None:
        """The role of a noun: by its form, which knows groups in the plural ("residenti"), else by its lemma.

        >>> role = load_lexicon().role("Ministra", "ministro")
        >>> role.lemma if role else None
        'ministro'
        """
        forms = (form.lower(), lemma.lower())
        return next((self.roles[f] for f in (*forms, *(PREFIX.sub("", f) for f in forms)) if f in self.roles), None)


PREFIX = re.compile(r"^(?:neo|ex|vice|co)-|^neo(?=[a-z]{4})")
"""What may stand before a role noun: "il neo-sovrano", "la neopresidente", "l'ex-premier"."""


def reflexive_of(infinitive: str) -> str:
    """The infinitive with -si.

    >>> reflexive_of("lamentare"), reflexive_of("porre")
    ('lamentarsi', 'porsi')
    """
    return (infinitive[:-2] if infinitive.endswith("rre") else infinitive[:-1]) + "si"


def plain_infinitive(word: str) -> tuple[str, bool]:
    """The infinitive without clitics and without truncation, and whether -si was on it.

    >>> plain_infinitive("lamentarsi"), plain_infinitive("far"), plain_infinitive("andarci"), plain_infinitive("porsi")
    (('lamentare', True), ('fare', False), ('andare', False), ('porre', True))
    """
    found = re.fullmatch(r"(.+[aeio]r)(e|si|se(?:la|le|ne)|ci|ce(?:la|le)|la|le|lo|ne)?", word)
    if not found:
        return word, False
    trunk, ending = found.group(1), found.group(2) or "e"
    contracted = trunk.endswith("or") or re.fullmatch("(?:as|at|con|dis|es|pro|ri|sot)?trar", trunk) is not None
    return trunk + ("re" if contracted and ending != "e" else "e"), ending.startswith("s")


def load_lexicon(*extra: Path) -> Lexicon:
    """The package's lexicon, with the rows of ``extra`` added or put in place of those of the same lemma.

    ``extra``: CSV files of the package's columns, named after the file that they extend ("verbs.csv", "verbs-sport.csv"), or
    folders of such files. Raises LexiconError for a fault, naming file, line and remedy.

    >>> load_lexicon().verbs["negare"].stance
    'deny'
    """
    return _load(tuple(extra)) if extra else _default()


@cache
def _default() -> Lexicon:
    return _load(())


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a file: its cells by column, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def fault(self, text: str) -> LexiconError:
        return LexiconError(f"{self.file}, line {self.line}: {text}")

    def filled(self, column: str) -> str:
        value = self.cells[column]
        if not value:
            raise self.fault(f"the column {column!r} is empty; fill it in or delete the line")
        return value

    def one_of(self, column: str, allowed: tuple[V, ...]) -> V:
        value = self.cells[column]
        for known in allowed:
            if known == value:
                return known
        raise self.fault(f"{column} is {value!r}; write one of: {', '.join(allowed)}")


def _load(extra: tuple[Path, ...]) -> Lexicon:
    own = files("quotes") / "lexicon"
    added = list(_extra_files(extra))

    def table(kind: str, columns: tuple[str, ...], make: Callable[[_Row], tuple[T, tuple[str, ...]]]) -> dict[str, T]:
        sources: list[Traversable] = [own / f"{kind}.csv", *(path for name, path in added if name == kind)]
        return _merge(_entries(source, columns, make) for source in sources)

    verbs = table("verbs", ("lemma", "sense", "stance", "complement", "direct", "predicative", "example"), _verb)
    prepositions = table("prepositions", ("form", "lemma", "scope", "example"), _preposition)
    return Lexicon(
        verbs=verbs,
        locutions=_locutions(verbs.values()),
        nouns=table("nouns", ("lemma", "sense", "stance", "example"), _noun),
        prepositions=tuple(sorted(prepositions.values(), key=lambda p: (-len(p.form), p.form))),
        roles=table("roles", ("lemma", "gender", "type", "feminine", "example"), _role),
        names=table("names", ("name", "gender"), _name),
        places=table("places", ("name", "kind"), _place),
        forms=by_form({verb.head for verb in verbs.values()}),
    )


KINDS = ("verbs", "nouns", "prepositions", "roles", "names", "places")


def _extra_files(extra: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Each file of the user's with the kind that its name says."""
    for path in extra:
        if not path.exists():
            raise LexiconError(f"{path}: there is no such file or folder; correct the path")
        found = [p for p in sorted(path.glob("*.csv")) if p.is_file()] if path.is_dir() else [path]
        if not found:
            raise LexiconError(f"{path}: the folder holds no .csv file; put in verbs.csv, nouns.csv or another of the lexicon")
        for file in found:
            kind = re.split(r"[-_.]", file.name)[0]
            if kind not in KINDS:
                raise LexiconError(f"{file}: the name must begin with one of: {', '.join(KINDS)}; rename the file")
            yield kind, file


def _rows(source: Traversable, columns: tuple[str, ...]) -> Iterator[_Row]:
    """The lines of one file that are not empty, every cell stripped."""
    name = str(source) if isinstance(source, Path) else source.name
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{name}, byte {error.start}: not UTF-8; save the file as UTF-8") from error
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise LexiconError(
                f"{name}, line 1: the column {missing[0]!r} is missing; the header must be {','.join(columns)}, parted by commas"
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = _Row(name, reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
            if len(cells) != len(header):
                raise row.fault(f"{len(cells)} cells under {len(header)} columns; put double quotes around a cell with a comma")
            yield row
    except csv.Error as error:
        raise LexiconError(f"{name}, line {reader.line_num}: {error}; check the double quotes of this line") from error


def _entries(
    source: Traversable, columns: tuple[str, ...], make: Callable[[_Row], tuple[T, tuple[str, ...]]]
) -> list[tuple[T, tuple[str, ...]]]:
    """What one file says: each entry with the keys that find it. Raises for a key that two lines have."""
    seen: dict[str, int] = {}
    entries = []
    for row in _rows(source, columns):
        entry, keys = make(row)
        for key in keys:
            first = seen.setdefault(key.lower(), row.line)
            if first != row.line:
                raise row.fault(f"{key!r} stands already on line {first}; keep one of the two")
        entries.append((entry, keys))
    return entries


def _merge(sources: Iterable[list[tuple[T, tuple[str, ...]]]]) -> dict[str, T]:
    """One dict of all; a later file's entry takes the place of every earlier one that shares a key with it."""
    merged: dict[str, T] = {}
    for entries in sources:
        # An entry goes with all its keys (a role with its feminines); a name's entry is its gender, which many names share.
        replaced = {id(merged[key]) for _, keys in entries for key in keys if key in merged}
        fresh = {key: entry for entry, keys in entries for key in keys}
        merged = {key: entry for key, entry in merged.items() if id(entry) not in replaced or isinstance(entry, str)} | fresh
    return merged


def _verb(row: _Row) -> tuple[Verb, tuple[str, ...]]:
    lemma = row.filled("lemma")
    first, *others = re.split(r"[ '’]+", lemma)
    head, reflexive = plain_infinitive(first)
    if not head.endswith("re"):
        raise row.fault(f"{lemma!r} does not begin with an infinitive; write the dictionary form (dire, lamentarsi, far sapere)")
    rest = tuple(word for word in others if word not in FUNCTION_WORDS)
    if others and not rest:
        raise row.fault(f"{lemma!r} would match every {head!r}; add a noun, adjective or verb to the locution")
    complement = row.one_of("complement", COMPLEMENTS)
    verb = Verb(
        lemma=lemma,
        sense=row.one_of("sense", SENSES),
        stance=row.one_of("stance", STANCES),
        complement=frozenset() if complement == "-" else frozenset(complement.split("+")),
        direct=row.one_of("direct", DIRECTS),
        predicative=row.one_of("predicative", YES_NO) == "yes",
        example=row.filled("example"),
        head=head,
        rest=rest,
        reflexive=reflexive,
    )
    return verb, (lemma,)


def _noun(row: _Row) -> tuple[SpeechNoun, tuple[str, ...]]:
    lemma = row.filled("lemma")
    return SpeechNoun(lemma, row.one_of("sense", SENSES), row.one_of("stance", STANCES), row.filled("example")), (lemma,)


def _preposition(row: _Row) -> tuple[Preposition, tuple[str, ...]]:
    form = row.filled("form")
    return Preposition(form, row.filled("lemma"), row.one_of("scope", SCOPES), row.filled("example")), (form,)


def _role(row: _Row) -> tuple[Role, tuple[str, ...]]:
    lemma = row.filled("lemma")
    feminines = tuple(form for form in (part.strip() for part in row.cells["feminine"].split("/")) if form)
    role = Role(lemma, row.one_of("gender", GENDERS), row.one_of("type", ROLE_TYPES), feminines, row.filled("example"))
    return role, (lemma, *feminines)


def _name(row: _Row) -> tuple[Gender, tuple[str, ...]]:
    return row.one_of("gender", GENDERS), (row.filled("name"),)


def _place(row: _Row) -> tuple[PlaceKind, tuple[str, ...]]:
    return row.one_of("kind", PLACE_KINDS), (row.filled("name"),)


def _locutions(verbs: Iterable[Verb]) -> dict[str, tuple[Verb, ...]]:
    by_head: dict[str, list[Verb]] = {}
    for verb in verbs:
        if " " in verb.lemma:
            by_head.setdefault(verb.head, []).append(verb)
    return {head: tuple(sorted(found, key=lambda v: (-len(v.rest), v.lemma))) for head, found in by_head.items()}


def _trunk(word: str) -> str:
    """The word without the vowel that agreement changes; short words stay whole."""
    return word[:-1] if len(word) > 3 and word[-1] in "aeio" else word
