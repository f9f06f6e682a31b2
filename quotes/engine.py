"""The loaded models: paragraphs in, tokens with words, tags and arcs out.

With models of the plain kind, such as the package's own, everything goes the quick way (`tokens`, `quick`); with any others
through Stanza's own processors.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .breaks import goes_on, mended, titles
from .models import ModelError, verify
from .quick import QuickParser, QuickTagger, Remembered, one_root_first, parser, tagger
from .splits import is_several
from .threads import Workers
from .tokens import QuickTokenizer, Token, tokenizer

if TYPE_CHECKING:
    from stanza.models.common.doc import Document
    from stanza.models.common.doc import Token as StanzaToken
    from stanza.pipeline.processor import UDProcessor

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
PIPELINE_OPTIONS = {"lemma_batch_size": 1_000, "mwt_batch_size": 1_000, "depparse_batch_size": 1_500}
"""For Stanza's own processors: words go in larger batches; the parser's batches, of 4000 words by default, peak at 1145 MB, of
1500 at 700 MB, no slower."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models say of one word."""

    text: str
    lemma: str
    upos: str
    feats: str
    """As in "Gender=Fem|Number=Sing"; empty for none."""
    head: int
    """Counted from 1 in the sentence, 0 for the root."""
    deprel: str


@dataclass(frozen=True, slots=True)
class Read:
    """A token, as the models read it."""

    start: int
    """Offset in the paragraph."""
    end: int
    """Offset behind it, never equal to ``start``."""
    words: tuple[Reading, ...]


Sentences = list[list[Read]]


@dataclass(slots=True)
class Engine:
    """Loaded models. Called with paragraphs that hold no white space but spaces, it answers with the sentences of each."""

    processors: Mapping[str, UDProcessor]
    workers: Workers
    may_be_quick: bool = True
    tokenizer: QuickTokenizer | None = field(init=False)
    tagger: QuickTagger | None = field(init=False)
    parser: QuickParser | None = field(init=False)
    expansions: Remembered[str] = field(init=False)
    lemmas: Remembered[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        plain = self.may_be_quick and set(PROCESSORS) <= set(self.processors)
        self.tokenizer = tokenizer(self.processors["tokenize"], self.workers) if plain else None
        self.tagger = tagger(self.processors["pos"], self.workers) if plain else None
        self.parser = parser(self.processors["depparse"], self.workers) if plain else None
        self.expansions = Remembered(self._expanded)
        self.lemmas = Remembered(self._lemmatised)
        lemmatizer = self.processors.get("lemma")
        # Lemmas that depend on the sentence cannot be remembered by form and tag.
        if lemmatizer is None or lemmatizer.use_identity or lemmatizer.trainer.has_contextual_lemmatizers():
            self.parser = None

    @property
    def quick(self) -> bool:
        """Whether all models are of the plain kind."""
        return self.tokenizer is not None and self.tagger is not None and self.parser is not None

    def __call__(self, paragraphs: Sequence[str]) -> list[Sentences]:
        import torch

        with torch.inference_mode():
            if self.tokenizer is None or self.tagger is None or self.parser is None:
                return self._stanzas(paragraphs)
            found = [mended(text, cut) for text, cut in zip(paragraphs, self.tokenizer(paragraphs), strict=True)]
            found = [[_with_titles(sentence) for sentence in paragraph] for paragraph in found]
            sentences = [sentence for paragraph in found for sentence in paragraph]
            expansion = iter(self.expansions([token.text for tokens in sentences for token in tokens if token.several]))
            split = [[self._words(t.text, next(expansion)) if t.several else [t.text] for t in tokens] for tokens in sentences]
            forms = [[form for words in tokens for form in words] for tokens in split]
            tags = self.tagger(forms)
            tagged = [list(zip(some, (upos for upos, _ in of), strict=True)) for some, of in zip(forms, tags, strict=True)]
            lemma = iter(self.lemmas([pair for sentence in tagged for pair in sentence]))
            words = [[(form, next(lemma), upos) for form, upos in sentence] for sentence in tagged]
            arcs = self.parser(words)
        done = (
            self._read(tokens, parts, [Reading(*w, feats, *arc) for w, (_, feats), arc in zip(ws, ts, hs, strict=True)])
            for tokens, parts, ws, ts, hs in zip(sentences, split, words, tags, arcs, strict=True)
        )
        return [[next(done) for _ in paragraph] for paragraph in found]

    @staticmethod
    def _read(tokens: Sequence[Token], split: Sequence[Sequence[str]], readings: Sequence[Reading]) -> list[Read]:
        """Each token of a sentence with the readings of its words; ``split``: the words of each token."""
        left = iter(readings)
        return [
            Read(token.start, token.end, tuple(next(left) for _ in words)) for token, words in zip(tokens, split, strict=True)
        ]

    @staticmethod
    def _words(token: str, expansion: str) -> list[str]:
        """The words of a token of several, or the token itself where it is one after all."""
        parts = expansion.split()
        return parts if len(parts) > 1 else [token]

    def _expanded(self, forms: list[str]) -> list[str]:
        """How each multi-word token splits, its parts parted by spaces; the token itself where it cannot be several words."""
        asked = _document([[{"id": (1,), "text": form, "misc": "MWT=Yes"}] for form in forms])
        answer = self.processors["mwt"].process(asked)
        split = [[word.text for word in sentence.words] for sentence in answer.sentences]
        return [" ".join(parts) if is_several(form, parts) else form for form, parts in zip(forms, split, strict=True)]

    def _lemmatised(self, pairs: list[tuple[str, str]]) -> list[str]:
        asked = _document([[{"id": (1,), "text": form, "upos": upos}] for form, upos in pairs])
        answer = self.processors["lemma"].process(asked)
        return [sentence.words[0].lemma or sentence.words[0].text for sentence in answer.sentences]

    # Stanza's own way

    def _stanzas(self, paragraphs: Sequence[str]) -> list[Sentences]:
        found: list[Sentences] = [[] for _ in paragraphs]
        # An empty line is what ends a paragraph for Stanza.
        bases = [0]
        for paragraph in paragraphs[:-1]:
            bases.append(bases[-1] + len(paragraph) + 2)
        with one_root_first():
            text = "\n\n".join(paragraphs)
            doc = _mended(self.processors["tokenize"].process(text), text)
            for name in PROCESSORS[1:]:
                if name == "mwt" and name in self.processors:
                    forms = doc.get_mwt_expansions(evaluation=True)
                    doc.set_mwt_expansions(self.expansions(forms), process_manual_expanded=False)
                elif name in self.processors:
                    doc = self.processors[name].process(doc)
        number = behind = 0
        for sentence in doc.sentences:
            start = sentence.tokens[0].start_char
            here = number if start is None else bisect_right(bases, start) - 1
            if here != number:
                number, behind = here, 0
            tokens = []
            for token in sentence.tokens:
                begin, behind = _place(paragraphs[number], token, bases[number], behind)
                readings = (
                    Reading(w.text, w.lemma or w.text, w.upos or "X", w.feats or "", w.head or 0, w.deprel or "dep")
                    for w in token.words
                )
                tokens.append(Read(begin, behind, tuple(readings)))
            if tokens:
                found[number].append(tokens)
        return found


def _with_titles(tokens: list[Token]) -> list[Token]:
    """ "avv." as one token, as in the treebanks."""
    stops = {at + 1 for at in titles(tokens)}
    if not stops:
        return tokens
    whole = {at - 1: Token(tokens[at - 1].text + ".", tokens[at - 1].start, tokens[at].end, several=False) for at in stops}
    return [whole.get(at, token) for at, token in enumerate(tokens) if at not in stops]


def _with_titles_of_stanza(tokens: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same of Stanza's own tokens, whose places its tokenizer has told."""
    places = [
        Token(str(t["text"]), int(str(t.get("start_char", -1))), int(str(t.get("end_char", -1))), several=False) for t in tokens
    ]
    stops = {at + 1 for at in titles(places)}
    whole = {at - 1: {**tokens[at - 1], "text": places[at - 1].text + ".", "end_char": places[at].end} for at in stops}
    return [whole.get(at, token) for at, token in enumerate(tokens) if at not in stops]


def _document(sentences: list[list[dict[str, object]]]) -> Document:
    from stanza.models.common.doc import Document

    return Document(sentences)


def _mended(doc: Document, text: str) -> Document:
    """The document of Stanza's tokenizer with sentences joined that it cut (see `breaks`), before anything reads them."""
    from stanza.models.common.doc import Document

    cut = doc.to_dict()
    sentences: list[list[dict[str, object]]] = []
    for sentence in cut:
        last = sentences[-1][-1].get("end_char") if sentences else None
        first = sentence[0].get("start_char")
        inside = isinstance(last, int) and isinstance(first, int) and "\n" not in text[last:first]
        if (
            isinstance(last, int)
            and inside
            and goes_on(text[text.rfind("\n", 0, last) + 1 : last], last - text.rfind("\n", 0, last) - 1)
        ):
            sentences[-1] += sentence
        else:
            sentences.append(list(sentence))
    whole = [_with_titles_of_stanza(sentence) for sentence in sentences]
    if len(sentences) == len(cut) and all(len(a) == len(b) for a, b in zip(whole, sentences, strict=True)):
        return doc
    numbered = [[{**token, "id": (number,)} for number, token in enumerate(sentence, 1)] for sentence in whole]
    return Document(numbered, text=text)


def _place(paragraph: str, token: StanzaToken, base: int, behind: int) -> tuple[int, int]:
    """Where ``token`` stands in ``paragraph``, never empty: Stanza's word for it, if its characters are there, else by searching.

    ``base``: offset of the paragraph in the joined text. ``behind``: end of the token before, in the paragraph.
    """
    if token.start_char is not None and token.end_char is not None:
        start, end = token.start_char - base, token.end_char - base
        if behind <= start < end <= len(paragraph):
            there = paragraph[start:end]
            # Stanza joins runs of white space in a token, and writes <UNK> for a very long one.
            if there == token.text or token.text == "<UNK>" or "".join(there.split()) == "".join(token.text.split()):
                return start, end
    start = paragraph.find(token.text, behind)
    if start >= 0:
        return start, start + len(token.text)
    start = min(behind, len(paragraph) - 1)
    return start, start + 1


def load(folder: Path, *, threads: int | None = None, quick: bool = True) -> Engine:
    """The models of ``folder``, verified. ``threads``: as many as compute at once; as torch has it unless named. ``quick``: False
    for Stanza's own way with any models, to compare.

    Raises ModelError.
    """
    verify(folder)
    # Read once, when torch is first imported. OpenMP's threads wait for each other by spinning, which on a machine whose cores are
    # busy elsewhere steals the time of the thread they wait for: 60 articles on two cores took 130 s and more at a load of six,
    # 37 s with threads that sleep, and 10 s either way on an idle machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import stanza
        import torch
    except ImportError as error:
        raise ModelError(f"parsing needs Stanza, which cannot be imported ({error}): pip install stanza") from error
    try:
        pipeline = stanza.Pipeline(
            "it",
            dir=str(folder),
            download_method=None,
            processors=",".join(PROCESSORS),
            use_gpu=False,
            verbose=False,
            **PIPELINE_OPTIONS,
        )
        for processor in pipeline.processors.values():
            model = getattr(getattr(processor, "trainer", None), "model", None)
            if model is not None:
                model.eval()
        return Engine(pipeline.processors, Workers(threads or torch.get_num_threads()), may_be_quick=quick)
    except Exception as error:
        raise ModelError(f"the models in {folder} cannot be loaded: {error}") from error
