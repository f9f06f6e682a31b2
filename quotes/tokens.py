"""Stanza's tokenizer with the same weights and the same answers, but no work a character in Python, and no document.

Stanza asks several functions about each character and then searches the text for each token; here what a character is to the model is
looked up in a table, and a token knows its place from the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .threads import Workers

if TYPE_CHECKING:
    from stanza.models.tokenization.model import Tokenizer
    from stanza.models.tokenization.trainer import Trainer
    from stanza.pipeline.processor import UDProcessor

LONGEST = 1_000
"""Characters that Stanza's tokenizer reads at once; longer paragraphs it reads in windows, and we leave them to it."""
BATCH_CHARS = 12_000
"""Characters of one batch of paragraphs of like length."""
MAYBE_ADDRESS = re.compile(r"@|\.[^\s\"]")
"""What an e-mail or web address cannot do without: Stanza's long pattern for them is tried on no other paragraph."""
FEATURES = frozenset({"space_before", "capitalized", "numeric"})
"""What the model may be told of a character, beside its place at the end and the start of the paragraph."""
PLACES = ["end_of_para", "start_of_para"]
UNKNOWN = "<UNK>"
"""What Stanza's other models are given for a token of more characters than one sequence may have."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the surface."""

    text: str
    start: int
    """Offset in its paragraph."""
    end: int
    several: bool
    """Whether it may be several words (della, dirlo)."""


@dataclass(slots=True)
class QuickTokenizer:
    """Paragraphs to sentences of tokens."""

    trainer: Trainer
    longest_token: int
    workers: Workers
    functions: Sequence[Callable[[str], int]]
    _numbers: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, ...]] = field(default_factory=list)

    def __call__(self, paragraphs: Sequence[str]) -> list[list[list[Token]]]:
        """The sentences of each paragraph; a paragraph holds no white space but spaces."""
        # Runs of spaces are one to the model; "places" leads back.
        found: list[list[list[Token]]] = [[] for _ in paragraphs]
        short: list[int] = []
        long: list[int] = []
        kept: dict[int, tuple[str, Sequence[int]]] = {}
        for index, paragraph in enumerate(paragraphs):
            text = paragraph.rstrip()
            places: Sequence[int] = range(len(text))
            if "  " in text:
                places = [i for i, char in enumerate(text) if char != " " or i == 0 or text[i - 1] != " "]
                text = "".join(text[i] for i in places)
            kept[index] = text, places
            if text:
                (short if len(text) < LONGEST else long).append(index)
        self._learn({char for index in short for char in kept[index][0]})
        batches: list[list[int]] = []
        for index in sorted(short, key=lambda i: -len(kept[i][0])):
            if not batches or (len(batches[-1]) + 1) * len(kept[batches[-1][0]][0]) > BATCH_CHARS:
                batches.append([])
            batches[-1].append(index)
        answers = self.workers.map(lambda batch: self._batch([kept[i][0] for i in batch]), batches)
        for batch, answer in zip([*batches, long], [*answers, self._windows([kept[i][0] for i in long])], strict=True):
            for index, marks in zip(batch, answer, strict=True):
                found[index] = self._sentences(*kept[index], marks)
        return found

    def _learn(self, chars: set[str]) -> None:
        """Give each new character a row: its number in the model's vocabulary, then its features."""
        for char in chars - self._numbers.keys():
            self._numbers[char] = len(self._rows)
            self._rows.append((self.trainer.vocab.unit2id(char), *(function(char) for function in self.functions)))

    def _batch(self, texts: Sequence[str]) -> list[list[int]]:
        """For each text the model's mark of each character (see ``_sentences``); the longest text first."""
        import numpy as np
        import torch

        table = np.array(self._rows, dtype=np.int64)
        longest = len(texts[0]) + 1  # the model reads a padding behind each
        units = np.full((len(texts), longest), self.trainer.vocab.unit2id("<PAD>"), dtype=np.int64)
        features = np.zeros((len(texts), longest, len(self.functions) + 2), dtype=np.float32)
        for row, text in enumerate(texts):
            chars = table[[self._numbers[char] for char in text]]
            units[row, : len(text)] = chars[:, 0]
            features[row, : len(text), :-2] = chars[:, 1:]
            features[row, len(text) - 1, -2] = 1
            features[row, 0, -1] = 1
        model: Tokenizer = self.trainer.model
        scores = model(torch.from_numpy(units), torch.from_numpy(features), [len(text) + 1 for text in texts])
        return [row[: len(text)] for row, text in zip(scores.argmax(2).tolist(), texts, strict=True)]

    def _windows(self, texts: Sequence[str]) -> list[list[int]]:
        """The same by Stanza's own way, for texts that it reads in windows."""
        if not texts:
            return []
        from stanza.models.tokenization.data import TokenizationDataset
        from stanza.models.tokenization.utils import predict

        data = TokenizationDataset(self.trainer.args, input_text="\n\n".join(texts), vocab=self.trainer.vocab, evaluation=True)
        marks, _ = predict(self.trainer, data, self.trainer.args["batch_size"], LONGEST, False, 0)
        return [row.tolist() for row in marks]

    def _sentences(self, text: str, places: Sequence[int], marks: list[int]) -> list[list[Token]]:
        """The tokens that the marks make: 1 ends a token, 2 a sentence too, 3 a token of several words, 4 both."""
        marks[-1] = 4 if marks[-1] > 2 else 2
        if MAYBE_ADDRESS.search(text):
            from stanza.models.tokenization.utils import update_pred_regex

            marks = update_pred_regex(list(text), marks)
        sentences: list[list[Token]] = []
        tokens: list[Token] = []
        start = 0
        for end, mark in enumerate(marks, 1):
            if mark == 0:
                continue
            form = text[start:end].lstrip(" ")
            if form:
                first = places[end - len(form)]
                shown = form if len(form) <= self.longest_token else UNKNOWN
                tokens.append(Token(shown, first, places[end - 1] + 1, mark > 2))
                if mark in (2, 4):
                    sentences.append(tokens)
                    tokens = []
            start = end
        if tokens:
            sentences.append(tokens)
        return sentences


def tokenizer(processor: UDProcessor, workers: Workers) -> QuickTokenizer | None:
    """The tokenizer of Stanza's ``processor``, None where it is of another kind."""
    import stanza.models.tokenization.data as data

    known: dict[str, Callable[[str], int]] | None = getattr(data, "PER_CHAR_FEAT_FUNCS", None)
    trainer, config = processor.trainer, processor.config
    names: list[str] = trainer.args["feat_funcs"]
    if (
        known is None
        or hasattr(processor, "_variant")
        or not FEATURES.issuperset(names[:-2])
        or names[-2:] != PLACES
        or trainer.args.get("use_dictionary")
        or trainer.args.get("charlm")
        or trainer.args.get("skip_newline")
        or trainer.vocab.lang_replaces_spaces
        or any(config.get(name) for name in ("pretokenized", "no_ssplit"))
        or getattr(processor, "_postprocessor", None) is not None
    ):
        return None
    trainer.model.eval()
    return QuickTokenizer(trainer, config.get("max_seqlen", LONGEST), workers, [known[name] for name in names[:-2]])
