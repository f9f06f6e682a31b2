"""``df.quotes``: what can be asked of a table in a notebook, and how it is corrected.

The accessor holds nothing but the table it hangs on, so that it works on whatever pandas makes of a table: filtered, joined,
sorted, read again. Texts come from where ``quotes.analyze`` or :meth:`Quotes.texts` put them. It is registered as soon as
``quotes.analyze``, ``quotes.read_table``, ``quotes.write_table`` or ``quotes.explore`` is first touched, or by ``import
quotes.notebook``; ``import quotes`` alone loads no pandas, and registers it only where pandas is loaded already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pandas as pd

from . import charts, editing, exploring, searching, tallies
from .articleview import ArticleView
from .corrections import DEFAULT_FILE
from .failures import Failure
from .frames import PLACED, article_of, in_order, missing_text, need, row_of, some, whole_article
from .reading import articles_from
from .records import Article
from .table import COLUMNS, TableError
from .texts import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from .form import Form


@pd.api.extensions.register_dataframe_accessor("quotes")
class Quotes:
    """The views of a table of quotations, its search, and its corrections."""

    def __init__(self, df: pd.DataFrame) -> None:
        """Raises AttributeError for a table that has no quotations, so that pandas says so."""
        if not {"quote", "quote_id", "article", "speaker", "kind"} & set(df.columns):
            raise AttributeError("this is no table of quotations; make one with quotes.analyze or quotes.read_table")
        self._df = df

    def __repr__(self) -> str:
        names = [name for name in dir(type(self)) if not name.startswith("_")]
        return f"df.quotes of {len(self._df)} rows: {', '.join(f'.{name}()' for name in names)}"

    # ---------------------------------------------------------------------------------------------------------- texts

    def texts(
        self,
        source: str | Path | Article | pd.DataFrame | Iterable[str | Path | Article],
        *,
        text_column: str = "text",
        id_column: str = "id",
    ) -> pd.DataFrame:
        """Tell where the articles' texts are: files, folders, a DataFrame, as for ``quotes.analyze``; nothing is analysed.

        Gives a row for each article of the table: ``text`` is "there", "changed" where another text stands under its id, or
        "missing"; ``note`` says what to do. Such texts are kept for all tables of this session.
        """
        need(self._df, PLACED, "texts()")
        failures: list[Failure] = []
        for article in articles_from(source, text_column=text_column, id_column=id_column, failures=failures):
            KEPT.keep(article)
        found = []
        for id in self._df["article"].unique().tolist():
            there = article_of(self._df, id) is not None
            state = "there" if there else "changed" if KEPT.knows(id) else "missing"
            found.append((id, state, None if there else missing_text(id)))
        found += [(failure.path, "unreadable", str(failure)) for failure in failures]
        return pd.DataFrame(found, columns=["article", "text", "note"])

    # ---------------------------------------------------------------------------------------------------------- views

    def show(self, article: str | None = None) -> ArticleView:
        """The article with its quotations highlighted. ``article``: its id, or a quote_id, which is then pointed at."""
        id, focus = self._meant(article)
        return ArticleView(whole_article(self._df, id), in_order(self._df, id), focus)

    def explore(self, *, columns: Sequence[str] | None = None, rows: int = exploring.PAGE) -> exploring.Explorer:
        """The table with filters, search and sorting, as ``quotes.explore``."""
        return exploring.explore(self._df, columns=columns, rows=rows)

    def speakers(self) -> pd.DataFrame:
        """Who is quoted, how often, in how many articles, and with which verbs."""
        return tallies.speakers(self._df)

    def verbs(self) -> pd.DataFrame:
        """With which verbs: stance, whether loaded, rows, speakers, an example."""
        return tallies.verbs(self._df)

    def by(self, column: str) -> pd.DataFrame:
        """Counts for each source, date, speaker, or value of any other column."""
        return tallies.by(self._df, column)

    def timeline(self) -> charts.Chart:
        """Statements by day or month."""
        return charts.timeline(self._df)

    def network(self) -> charts.Chart:
        """Who is quoted with whom, and about whom."""
        return charts.network(self._df)

    def search(self, text: str, *, by: searching.By | None = None) -> pd.DataFrame:
        """The statements with these words, in any inflection, or with this meaning; see :func:`quotes.searching.search`."""
        return searching.search(self._df, text, by=by)

    def explain(self, quote_id: str) -> object:
        """Why the row ``quote_id`` has its speaker and its cue: ``quotes.explain`` of that row."""
        row_of(self._df, quote_id)  # or say which rows there are
        return _function("explain")(self._df[self._df["quote_id"] == quote_id].iloc[0])

    def compare(self) -> object:
        """The same statement across articles: ``quotes.compare`` of this table."""
        return _function("compare")(self._df)

    # ---------------------------------------------------------------------------------------------------- corrections

    def correct(
        self, quote_id: str, *, file: str | Path = DEFAULT_FILE, note: str | None = None, **values: object
    ) -> pd.DataFrame:
        """A table in which the row ``quote_id`` has other ``values``; the correction is kept in ``file``.

        ``values`` are columns: speaker, cue, cue_lemma, quote (another span: its words), kind, how, role, speaker_type, mention,
        addressee, venue, stance, negated, conditional; or start, end and the like. Words must stand in the article; the place
        nearest to the quotation is meant.

            df = df.quotes.correct("alfa:3", speaker="Anna Ferri")
        """
        return editing.correct(self._df, quote_id, values, file=file, note=note)

    def reject(self, quote_id: str, *, file: str | Path = DEFAULT_FILE, note: str | None = None) -> pd.DataFrame:
        """A table without the row ``quote_id``, which is no quotation; kept in ``file``."""
        return editing.reject(self._df, quote_id, file=file, note=note)

    def add(
        self,
        article: str,
        start: int | None = None,
        end: int | None = None,
        *,
        quote: str | None = None,
        file: str | Path = DEFAULT_FILE,
        note: str | None = None,
        **values: object,
    ) -> pd.DataFrame:
        """A table with one more row: a quotation of ``article`` that was missed, marks excluded; kept in ``file``.

        Its place is given by ``start`` and ``end``, or by its words, ``quote``, which must stand there once. ``values`` as in
        :meth:`correct`; kind is direct unless given.

            df = df.quotes.add("alfa", quote="Il ponte riapre lunedì", speaker="Anna Ferri", cue="ha detto")
        """
        return editing.add(self._df, article, values, start=start, end=end, quote=quote, file=file, note=note)

    def checked(self, article: str, *, file: str | Path = DEFAULT_FILE, note: str | None = None) -> None:
        """Keep in ``file`` that you read the whole ``article`` and its rows are right now; ``quotes gold export`` goes by that."""
        editing.checked(self._df, article, file=file, note=note)

    def corrected(self, file: str | Path = DEFAULT_FILE) -> pd.DataFrame:
        """A table with all corrections of ``file``; what could not be applied is logged and listed in ``.attrs["corrections"]``."""
        return editing.corrected(self._df, file)

    def form(self, article: str | None = None, *, file: str | Path = DEFAULT_FILE) -> Form:
        """A form beside the article to correct it with the mouse; ``form.table`` is the corrected table."""
        from .form import Form

        id, focus = self._meant(article)
        return Form(self._df, id, file=file, focus=focus)

    # --------------------------------------------------------------------------------------------------------- inside

    def _meant(self, article: str | None) -> tuple[str, str | None]:
        """The article's id, and the quote_id if that was given; without either, the only article."""
        need(self._df, COLUMNS, "a view or correction of an article")
        ids = self._df["article"].unique().tolist()
        if article is None:
            if len(ids) == 1:
                return str(ids[0]), None
            raise TableError(f"say which article: {some(ids)}")
        if article in ids:
            return article, None
        if (self._df["quote_id"] == article).any():
            return row_of(self._df, article).article, article
        raise TableError(f"this table has no article {article!r}; it has: {some(ids)}")


def _function(name: str) -> Callable[[object], object]:
    """``quotes.explain`` or ``quotes.compare``. Raises NotImplementedError where this version of quotes has none."""
    package = import_module(__package__ or "quotes")
    try:
        found = getattr(package, name, None) or getattr(import_module(f".{name}", package.__name__), name)
    except (ImportError, AttributeError) as error:
        raise NotImplementedError(
            f"df.quotes.{name}() needs quotes.{name}, which quotes {package.__version__} does not have; install a newer version"
        ) from error
    found = found if callable(found) else getattr(found, name)
    return cast("Callable[[object], object]", found)
