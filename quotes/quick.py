"""Stanza's tagger, lemmatizer and dependency parser with the same weights and the same answers, in a fraction of the time.

What depends on a word's letters alone (its vectors, the character model's reading, its lemma under a tag, how a multi-word
token splits) is computed once a form and remembered; the parser scores labels only of the arcs that the tree has, where
Stanza scores those between all pairs of words; and no document is filled, searched and copied between the stages.

Only models of the plain kind are taken, which the package's own are: no character language model, no transformer. What
any other asks for is Stanza's own processor; ``tagger``, ``lemmas`` and ``parser`` answer None for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from .threads import Workers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from stanza.models.common.vocab import BaseVocab
    from stanza.models.depparse.model import GraphParser
    from stanza.models.pos.model import Tagger
    from stanza.pipeline.processor import UDProcessor
    from torch import Tensor
    from torch.nn.utils.rnn import PackedSequence

    Scores = NDArray[np.floating]
    Heads = NDArray[np.integer]

Question = TypeVar("Question", str, tuple[str, str])

ROOT = 3
"""Stanza's number of the root, in every vocabulary."""
PREFIX = 4
"""Units that every vocabulary of Stanza begins with; the scores of labels leave them out."""
BATCH_WORDS = 2_000
"""Words of one batch of sentences of like length."""
FEWEST_WORDS = 500
"""Less than that is not worth a thread of its own."""
BATCH_PAIRS = 200_000
"""Pairs of words of one batch of the parser, so that a sentence of hundreds of words is alone with the square of its scores."""
LABELS_AT_ONCE = 256
"""Arcs whose labels are scored together; each takes 22 kB meanwhile. With 1000 a run over 400 articles peaked at 790 MB, with 256 at 695."""
FORMS = 12_000
"""Word forms, lemmas and expansions that are remembered (13 MB in each of tagger and parser); when there are more, those of the batch at hand
are begun with anew, so that memory does not grow with the texts. 200 articles have 11,000 forms."""


# --- trees ------------------------------------------------------------------------------------------------------------


@contextmanager
def one_root_first() -> Iterator[None]:
    """Inside, Stanza's own parser decodes the same trees in a tenth of the time, see ``best_tree``.

    Where Stanza is built otherwise nothing is changed.
    """
    import stanza.models.depparse.model as model

    slow: Callable[[Scores], Heads] | None = getattr(model, "chuliu_edmonds_one_root", None)
    if slow is None:
        yield
        return
    model.chuliu_edmonds_one_root = lambda scores: best_tree(scores, slow)
    try:
        yield
    finally:
        model.chuliu_edmonds_one_root = slow


def best_tree(scores: Scores, slow: Callable[[Scores], Heads]) -> Heads:
    """The best tree with one root: the head of each word; ``scores[i, j]``: of the arc from head j to word i, 0 being the root.

    To allow one root only, Stanza (``slow``) lowers the root's scores and then contracts about twenty cycles a sentence in pure
    Python: 20% of all time. But a best tree that has one root without that is the best with it; so that is tried first, and the
    best head of each word before either.
    """
    import numpy as np
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds

    copy = scores.astype(np.float64)
    np.fill_diagonal(copy, -np.inf)
    heads: Heads = copy.argmax(axis=1)
    heads[0] = 0
    if not _acyclic(heads):
        heads = chuliu_edmonds(copy)
    return heads if np.count_nonzero(heads[1:] == 0) == 1 else slow(scores)


def _acyclic(heads: Heads) -> bool:
    """Whether every word reaches node 0: following all heads twice as far at each step must end there."""
    for _ in range(len(heads).bit_length()):
        heads = heads[heads]
    return not heads.any()


# --- words ------------------------------------------------------------------------------------------------------------


class Forms:
    """The part of a model's input that depends on the form alone: a row of a table for each form, computed when it is first met.

    The table has its full size from the start: one that grew would leave holes behind it in the process's memory.
    """

    def __init__(self, model: Tagger | GraphParser, pretrained: BaseVocab) -> None:
        self._model, self._pretrained = model, pretrained
        self._places: dict[str, int] = {}
        self._table: Tensor | None = None

    def rows(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[int]], Tensor]:
        """For each word its place in the table, and the table; its columns: word vector, pretrained vector, characters.

        Place 0 is the root of a sentence. Holds until the next call.
        """
        wanted = dict.fromkeys(form for forms in sentences for form in forms)
        new = [form for form in wanted if form not in self._places]
        if self._table is None or len(self._places) + len(new) >= len(self._table):
            self._places, new = {}, list(wanted)
            self._table = self._empty(len(new) + 1)
        if new:
            first = len(self._places) + 1
            self._table[first : first + len(new)] = self._columns(new)
            self._places.update(zip(new, range(first, first + len(new)), strict=True))
        return [[self._places[form] for form in forms] for forms in sentences], self._table

    def _empty(self, least: int) -> Tensor:
        """A table of nothing but the root; the one that is there, where it is long enough."""
        import torch

        root = self._read([ROOT], [ROOT], [[ROOT]])
        table = self._table
        if table is None or len(table) < least or len(table) > FORMS:
            table = torch.empty(max(FORMS, least), root.shape[1])
        table[0] = root[0]
        return table

    def _columns(self, forms: list[str]) -> Tensor:
        from stanza.models.common.utils import simplify_punct

        vocab = self._model.vocab
        given = [words[0][0] for words in simplify_punct([[[form]] for form in forms])]  # "?!?" is "?"
        pretrained = self._pretrained.map([form.lower() for form in given])
        return self._read(vocab["word"].map(given), pretrained, [vocab["char"].map(list(form)) for form in given])

    def _read(self, words: list[int], pretrained: list[int], letters: list[list[int]]) -> Tensor:
        """What the model makes of each word by its three numbers: its own, that of the pretrained vectors, those of its letters."""
        import torch

        model = self._model
        order = sorted(range(len(letters)), key=lambda i: -len(letters[i]))
        lengths = [len(letters[i]) for i in order]
        read = model.charmodel(_padded([letters[i] for i in order]), None, order, [len(order)], lengths).data
        vectors = model.trans_pretrained(model.pretrained_emb(torch.tensor(pretrained)))
        return torch.cat([model.word_emb(torch.tensor(words)), vectors, model.trans_char(read)], dim=1)


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """The rows as one tensor, padded with 0."""
    import numpy as np
    import torch

    table = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return torch.from_numpy(table)


def batches(lengths: Sequence[int], *, pairs: int | None = None, threads: int = 1) -> Iterator[list[int]]:
    """Indices of sentences in batches of like length, the longest first.

    ``pairs``: bound of the pairs of words, padding included. ``threads``: where there are many, batches are smaller, so that each
    thread has one.

    >>> list(batches([2, 3_000, 500, 3]))
    [[1], [2, 3, 0]]
    """
    most = max(FEWEST_WORDS, min(BATCH_WORDS, sum(lengths) // threads))
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        size = (len(batch) + 1) * longest
        if batch and (size > most or (pairs is not None and size * longest > pairs)):
            yield batch
            batch = []
        if not batch:
            longest = lengths[index]
        batch.append(index)
    if batch:
        yield batch


def _through(
    lstm: object, model: Tagger | GraphParser, start: tuple[Tensor, Tensor], data: Tensor, lengths: list[int]
) -> PackedSequence:
    """What the recurrent layers make of a batch; ``data``: sentences by words by columns, the longest first."""
    from torch.nn.utils.rnn import pack_padded_sequence

    shape = (2 * model.args["num_layers"], len(lengths), model.args["hidden_dim"])
    hidden, cell = (state.expand(*shape).contiguous() for state in start)
    out: PackedSequence = lstm(pack_padded_sequence(data, lengths, batch_first=True), lengths, hx=(hidden, cell))[0]  # type: ignore[operator]
    return out


def _plain(model: Tagger | GraphParser, processor: UDProcessor) -> bool:
    """Whether a model reads words by the vectors and the character model that Forms knows, and by nothing else."""
    args = model.args
    return bool(
        args.get("char")
        and args.get("char_emb_dim", 0) > 0
        and not args.get("charlm")
        and not args.get("bert_model")
        and args.get("pretrain")
        and processor.pretrain is not None
        and args.get("word_emb_dim", 0) > 0
        and not hasattr(processor, "_variant")
    )


# --- tags -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class QuickTagger:
    """Universal parts of speech and features."""

    model: Tagger
    forms: Forms
    workers: Workers
    _features: dict[bytes, str] = field(default_factory=dict)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[tuple[str, str]]]:
        """For each word its part of speech and its features ("Gender=Fem|Number=Sing")."""
        found: list[list[tuple[str, str]]] = [[] for _ in sentences]
        places, table = self.forms.rows(sentences)
        chosen = list(batches([len(forms) for forms in sentences], threads=self.workers.threads))
        answers = self.workers.map(lambda batch: self._batch([places[i] for i in batch], table), chosen)
        for batch, answer in zip(chosen, answers, strict=True):
            for index, tags in zip(batch, answer, strict=True):
                found[index] = tags
        return found

    def _batch(self, places: list[list[int]], table: Tensor) -> list[list[tuple[str, str]]]:
        import torch
        from torch.nn.functional import relu
        from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

        model = self.model
        lengths = [len(row) for row in places]
        start = (model.taggerlstm_h_init, model.taggerlstm_c_init)
        out = _through(model.taggerlstm, model, start, table[_padded(places)], lengths)
        upos = model.upos_clf(relu(model.upos_hid(out.data))).argmax(1)
        hidden, parent = relu(model.tag_hid["feats"](out.data)), model.upos_emb(upos)
        features = [_bilinear(scorer, hidden, parent).argmax(1) for scorer in model.tag_clf["feats"]]
        answer = torch.stack([upos, *features], dim=1)
        rows, _ = pad_packed_sequence(PackedSequence(answer, out.batch_sizes), batch_first=True)
        return [[self._tags(word) for word in row[:length]] for row, length in zip(rows.numpy(), lengths, strict=True)]

    def _tags(self, word: NDArray[np.integer]) -> tuple[str, str]:
        key = word.tobytes()
        if (feats := self._features.get(key)) is None:
            feats = self._features[key] = self.model.vocab["feats"].id2unit(word[1:].tolist()).removeprefix("_")
        upos: str = self.model.vocab["upos"].id2unit(int(word[0]))
        return upos, feats


def _bilinear(scorer: object, a: Tensor, b: Tensor) -> Tensor:
    """Stanza's BiaffineScorer as one matrix product: its own takes ten times as long."""
    import torch

    weight, bias = scorer.W_bilin.weight, scorer.W_bilin.bias  # type: ignore[attr-defined]
    one = a.new_ones(len(a), 1)
    a, b = torch.cat([a, one], dim=1), torch.cat([b, one], dim=1)
    crossed: Tensor = (a @ weight.permute(1, 0, 2).reshape(a.shape[1], -1)).view(len(a), weight.shape[0], -1)
    scores: Tensor = (crossed * b.unsqueeze(1)).sum(2) + bias
    return scores


def tagger(processor: UDProcessor, workers: Workers) -> QuickTagger | None:
    """The tagger of Stanza's ``processor``, None where it is of another kind."""
    model = processor.trainer.model
    args = model.args
    if (
        type(model).__name__ != "Tagger"
        or not _plain(model, processor)
        or args.get("share_hid")
        or getattr(model, "tag_names", None) != ["upos", "xpos", "feats"]
        or model.column_parents.get("feats") != ("upos",)
        or model.link_mode != "tag_emb"
        or model.training
    ):
        return None
    return QuickTagger(model, Forms(model, processor.pretrain.vocab), workers)


# --- answers that are remembered -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Remembered(Generic[Question]):
    """Answers of a model that depend on the question alone: lemmas of a form under a tag, expansions of a token."""

    ask: Callable[[list[Question]], list[str]]
    known: dict[Question, str] = field(default_factory=dict)

    def __call__(self, questions: Sequence[Question]) -> list[str]:
        """The answers, the model asked once for each question that is new.

        >>> Remembered(lambda new: [f"{word} of {len(new)}" for word in new])(["a", "a", "b"])
        ['a of 2', 'a of 2', 'b of 2']
        """
        if len(self.known) > FORMS:
            self.known.clear()
        if new := [question for question in dict.fromkeys(questions) if question not in self.known]:
            self.known.update(zip(new, self.ask(new), strict=True))
        return [self.known[question] for question in questions]


# --- arcs -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class QuickParser:
    """Heads and relations."""

    model: GraphParser
    forms: Forms
    workers: Workers
    _features: dict[str, list[int]] = field(default_factory=dict)

    def __call__(self, sentences: Sequence[Sequence[tuple[str, str, str]]]) -> list[list[tuple[int, str]]]:
        """For each word, given as (form, lemma, part of speech), its head (counted from 1, 0 for the root) and relation."""
        found: list[list[tuple[int, str]]] = [[] for _ in sentences]
        places, table = self.forms.rows([[form for form, _, _ in words] for words in sentences])
        lemmas = [[ROOT, *self.model.vocab["lemma"].map([lemma for _, lemma, _ in words])] for words in sentences]
        tags = [[ROOT, *self.model.vocab["upos"].map([upos for _, _, upos in words])] for words in sentences]
        chosen = list(batches([len(words) + 1 for words in sentences], pairs=BATCH_PAIRS, threads=self.workers.threads))
        answers = self.workers.map(
            lambda batch: self._batch(
                [[[0, *places[i]] for i in batch], [lemmas[i] for i in batch], [tags[i] for i in batch]], table
            ),
            chosen,
        )
        for batch, answer in zip(chosen, answers, strict=True):
            for index, arcs in zip(batch, answer, strict=True):
                found[index] = arcs
        return found

    def _batch(self, given: list[list[list[int]]], table: Tensor) -> list[list[tuple[int, str]]]:
        import torch
        from torch.nn.utils.rnn import pad_packed_sequence

        model = self.model
        lengths = [len(row) for row in given[0]]
        places, lemmas, tags = map(_padded, given)
        sizes = [model.word_emb.embedding_dim, *[model.args["transformed_dim"]] * 2]
        word, pretrained, letters = torch.split(table[places], sizes, dim=2)
        upos = model.upos_emb(tags)
        # Stanza gives the tags twice where it has features, and the features not at all.
        columns = torch.cat([pretrained, word, model.lemma_emb(lemmas), upos, upos, letters], dim=2)
        start = (model.parserlstm_h_init, model.parserlstm_c_init)
        out, _ = pad_packed_sequence(_through(model.parserlstm, model, start, columns, lengths), batch_first=True)
        heads = self._heads(out, lengths)
        sentences = torch.tensor([s for s, row in enumerate(heads) for _ in row])
        below = torch.tensor([i for row in heads for i in range(1, len(row) + 1)])
        above = torch.tensor([head for row in heads for head in row])
        labels = iter(model.vocab["deprel"].unmap((self._labels(out[sentences, below], out[sentences, above]) + PREFIX).tolist()))
        return [[(head, next(labels)) for head in row] for row in heads]

    def _heads(self, out: Tensor, lengths: list[int]) -> list[list[int]]:
        """The heads of each sentence's words."""
        import torch
        from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
        from torch.nn.functional import logsigmoid, softplus

        model = self.model
        scores = _pairwise(model.unlabeled, out)
        place = torch.arange(out.shape[1])
        offset = place.view(1, 1, -1) - place.view(1, -1, 1)
        if model.args["linearization"]:
            scores += logsigmoid(_pairwise(model.linearization, out) * torch.sign(offset).float())
        if model.args["distance"]:
            expected = 1 + softplus(_pairwise(model.distance, out))
            scores += -torch.log((offset.abs().float() - expected) ** 2 / 2 + 1)
        scores.masked_fill_(torch.eye(out.shape[1], dtype=torch.bool).unsqueeze(0), -torch.inf)
        rows = scores.numpy()
        return [best_tree(rows[i, :length, :length], chuliu_edmonds_one_root)[1:].tolist() for i, length in enumerate(lengths)]

    def _labels(self, below: Tensor, above: Tensor) -> Tensor:
        """The best label of each arc, given what the recurrent layers made of its two words."""
        import torch
        from torch.nn.functional import relu

        scorer = self.model.deprel
        weight, bias = scorer.scorer.W_bilin.weight, scorer.scorer.W_bilin.bias
        flat = weight.reshape(weight.shape[0], -1)
        found = []
        for some_below, some_above in zip(torch.split(below, LABELS_AT_ONCE), torch.split(above, LABELS_AT_ONCE), strict=True):
            one = some_below.new_ones(len(some_below), 1)
            a = torch.cat([relu(scorer.W1(some_below)), one], dim=1)
            b = torch.cat([relu(scorer.W2(some_above)), one], dim=1)
            crossed = (a @ flat).view(len(a), weight.shape[1], weight.shape[2])
            found.append((torch.bmm(b.unsqueeze(1), crossed).squeeze(1) + bias).argmax(1))
        return torch.cat(found)


def _pairwise(scorer: object, out: Tensor) -> Tensor:
    """A DeepBiaffineScorer of one output over all pairs of words: sentences by words by heads."""
    import torch
    from torch.nn.functional import relu

    one = out.new_ones(*out.shape[:2], 1)
    a = torch.cat([relu(scorer.W1(out)), one], dim=2)  # type: ignore[attr-defined]
    b = torch.cat([relu(scorer.W2(out)), one], dim=2)  # type: ignore[attr-defined]
    weight, bias = scorer.scorer.W_bilin.weight, scorer.scorer.W_bilin.bias  # type: ignore[attr-defined]
    scores: Tensor = torch.bmm(a @ weight.squeeze(2), b.transpose(1, 2)) + bias
    return scores


def parser(processor: UDProcessor, workers: Workers) -> QuickParser | None:
    """The parser of Stanza's ``processor``, None where it is of another kind."""
    model = processor.trainer.model
    args: Mapping[str, object] = model.args
    if (
        type(model).__name__ != "GraphParser"
        or not _plain(model, processor)
        or args.get("use_arc_embedding")
        or args.get("use_xpos", True)
        or not args.get("use_upos", True)
        or not args.get("use_ufeats", True)
        or args.get("reversed")
        or processor.config.get("resolve_head_constraints", True)
        or model.training
    ):
        return None
    return QuickParser(model, Forms(model, processor.pretrain.vocab), workers)
