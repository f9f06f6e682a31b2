"""The whole job as functions: a text to its quotations, many articles to one table.

Articles pass through in batches, so that memory does not grow with their texts; one that fails at any stage is a
:class:`~quotes.failures.Failure`, and the others go on.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .correcting import corrected
from .failures import Failure
from .lexicons import Lexicon, load_lexicon
from .parsing import Parser, cache_folder, models_folder
from .pipeline import Trace, quotations, trace
from .progress import watched
from .reading import articles_from
from .records import Article, Quotation, Span
from .texts import KEPT
from .tree import Tree

if TYPE_CHECKING:
    from pandas import DataFrame

    Source = str | Path | Article | DataFrame | Iterable[str | Path | Article]

log = logging.getLogger("quotes")

Cache = bool | str | Path
"""True: parses are kept in the user's cache folder; False: nowhere; a path: in that folder."""
Paths = str | Path | Iterable[str | Path]


class AnalysisError(ValueError):
    """The first article that failed behind the reading, in a strict run; ``failure`` tells which."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def extract(
    text: str, *, id: str = "text", models: str | Path | None = None, cache: Cache = True, lexicon: Paths = ()
) -> list[Quotation]:
    """The quotations of one text, in text order; offsets refer to ``text`` as it is given.

    ``models``, ``cache`` and ``lexicon`` as in :func:`analyze`. Raises ModelError, LexiconError, and whatever trips an analysis.

    >>> [(q.speaker, q.cue_lemma) for q in extract("«Riapre lunedì», ha detto Anna Ferri.", cache=False)]
    [('Anna Ferri', 'dire')]
    """
    article, words = Article(id, text), _lexicon(lexicon)
    [(_, tree)] = _parser_for(models, cache).stream([article])
    if isinstance(tree, Exception):
        raise tree
    return _rows(article, tree, words)


def trace_of(article: Article, *, models: str | Path | None = None, cache: Cache = True, lexicon: Paths = ()) -> Trace:
    """The analysis of one article with all that it was made from; options and errors as in :func:`extract`."""
    words = _lexicon(lexicon)
    [(_, tree)] = _parser_for(models, cache).stream([article])
    if isinstance(tree, Exception):
        raise tree
    return trace(article, tree, words)


def analyze(
    source: Source,
    *,
    text_column: str = "text",
    id_column: str = "id",
    models: str | Path | None = None,
    cache: Cache = True,
    lexicon: Paths = (),
    strict: bool = False,
    failures: list[Failure] | None = None,
    progress: Callable[[Article, int], None] | None = None,
    corrections: str | Path | None = None,
) -> DataFrame:
    """One table of all quotations of ``source``: paths, globs and folders, a DataFrame of articles, or Articles.

    ``text_column``, ``id_column``: of tables. ``models``: a Stanza model folder other than the package's own. ``cache``: True
    for the user's cache folder, False for none, or a folder. ``lexicon``: CSV files whose rows are added to the lexicon.
    ``failures`` receives what failed, which is logged without it; with ``strict`` the first failure raises ReadingError or
    AnalysisError. ``progress`` is called after each article with it and the number of its rows; a notebook shows a bar besides.
    ``corrections``: a file of them, applied to the rows; what of it cannot be is a failure. The texts are kept for ``df.quotes``.

    Raises ModelError and LexiconError where models or lexicon cannot be used, CorrectionError where the corrections cannot be read.
    """
    from .table import to_frame

    articles = articles_from(source, text_column=text_column, id_column=id_column, strict=strict, failures=failures)
    rows: list[Quotation] = []
    with watched(articles) as (given, tick):
        analysed = iter_quotations(given, models=models, cache=cache, lexicon=lexicon, strict=strict, failures=failures)
        for article, found in corrected(analysed, corrections, strict=strict, failures=failures):
            KEPT.keep(article)
            rows += found
            tick(len(rows))
            if progress is not None:
                progress(article, len(found))
    return to_frame(rows)


def iter_quotations(
    source: Source,
    *,
    text_column: str = "text",
    id_column: str = "id",
    models: str | Path | None = None,
    cache: Cache = True,
    lexicon: Paths = (),
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[tuple[Article, list[Quotation]]]:
    """Each article of ``source`` that was analysed, with its quotations, as soon as they are there; options as in ``analyze``."""
    articles = articles_from(source, text_column=text_column, id_column=id_column, strict=strict, failures=failures)
    for article, found in outcomes(articles, models=models, cache=cache, lexicon=lexicon):
        if not isinstance(found, Failure):
            yield article, found
        elif strict:
            raise AnalysisError(found)
        elif failures is None:
            log.warning("%s", found)
        else:
            failures.append(found)


def outcomes(
    articles: Iterable[Article], *, models: str | Path | None = None, cache: Cache = True, lexicon: Paths = ()
) -> Iterator[tuple[Article, list[Quotation] | Failure]]:
    """What becomes of each article, in their order: its quotations, or why there are none; options as in ``analyze``."""
    words, parser = _lexicon(lexicon), _parser_for(models, cache)
    for article, tree in parser.stream(articles):
        try:
            if isinstance(tree, Exception):
                raise tree
            found = _rows(article, tree, words)
        except Exception as error:  # whatever trips over one article must not stop the others
            stage = "parsed" if error is tree else "analysed"
            reason = f"the article cannot be {stage} ({type(error).__name__}: {error}); report this fault together with its text"
            failure = Failure(article.id, None, reason)
            log.debug("%s", failure, exc_info=error)
            yield article, failure
        else:
            yield article, found


def _lexicon(extra: Paths) -> Lexicon:
    return load_lexicon(*(Path(path) for path in ([extra] if isinstance(extra, (str, Path)) else extra)))


def _parser_for(models: str | Path | None, cache: Cache) -> Parser:
    folder = cache_folder() if cache is True else False if cache is False else Path(cache)
    return _parser(models_folder(Path(models) if models else None), folder, os.getpid())


@lru_cache(maxsize=1)
def _parser(models: Path, cache: Path | Literal[False], process: int) -> Parser:
    """The last parser stays, with its models loaded, so that calling extract in a loop is quick; a process has its own."""
    return Parser(models, cache=cache)


def _rows(article: Article, tree: Tree, lexicon: Lexicon) -> list[Quotation]:
    """The article's quotations, checked: one row whose offsets are wrong would spoil a whole table when it is written."""
    found = quotations(article, tree, lexicon)
    for row in found:
        if not row.quote or article.text[row.start : row.end] != row.quote:
            raise AssertionError(f"{row.quote_id} is not what stands at {row.start}-{row.end}")
        for name, start, end, words in (
            ("mention", row.mention_start, row.mention_end, row.mention),
            ("cue", row.cue_start, row.cue_end, row.cue),
        ):
            said = Span(start, end).of(article.text) if start is not None and end is not None else None
            if said != words:
                raise AssertionError(f"the {name} of {row.quote_id} is not what stands at {start}-{end}")
    return found
