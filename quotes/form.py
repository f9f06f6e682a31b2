"""A form beside an article, to correct it with the mouse: ipywidgets, from the extra ``notebook``.

Each button makes one correction, exactly as ``df.quotes.correct``, ``.reject``, ``.add`` and ``.checked`` do, and keeps it in the
file at once; the article beside is then shown as it now is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import pandas as pd

from . import editing
from .articleview import STYLE, body, passage
from .charts import EXTRA
from .corrections import DEFAULT_FILE, CorrectionError
from .frames import in_order, whole_article
from .table import TableError

try:
    import ipywidgets as widgets
except ImportError as error:
    raise ImportError(f"the form needs ipywidgets: {EXTRA}; without it use df.quotes.correct, .reject and .add") from error

NEW = ""
"""Value of the choice for a quotation that was missed."""
FIELDS = ("quote", "speaker", "cue", "cue_lemma")
"""Columns with a field; the others are for df.quotes.correct."""
KINDS = ("direct", "mixed", "indirect", "scare", "title")


class Form:
    """The form of one article; ``table`` is the whole table as corrected so far."""

    def __init__(self, df: pd.DataFrame, article: str, *, file: str | Path = DEFAULT_FILE, focus: str | None = None) -> None:
        """The form for ``article`` of ``df``, which itself is not changed; ``focus``: the quote_id to begin with."""
        self.table = df
        """The table with the corrections made in this form."""
        self.file = file
        """Where they are kept."""
        self._id = article
        wide = widgets.Layout(width="100%")
        self._view = widgets.HTML(layout=widgets.Layout(max_height="36em", overflow="auto", width="58%"))
        self._choice = widgets.Dropdown(description="quotation", layout=wide)
        self._fields = {
            "quote": widgets.Textarea(description="words", rows=3, layout=wide),
            "speaker": widgets.Combobox(description="speaker", placeholder="empty: nobody", ensure_option=False, layout=wide),
            "cue": widgets.Text(description="cue", placeholder="ha detto", layout=wide),
            "cue_lemma": widgets.Text(description="its lemma", placeholder="dire", layout=wide),
        }
        self._kind = widgets.Dropdown(description="kind", options=KINDS, layout=wide)
        self._note = widgets.HTML(layout=wide)
        self._passage = widgets.HTML(layout=widgets.Layout(width="100%", max_height="12em", overflow="auto"))
        self._save = self._button("Save", "primary", "Keep what you changed above", self._on_save)
        self._reject = self._button("Not a quotation", "warning", "Take this row out", self._on_reject)
        self._checked = self._button(
            "All is right", "success", "You read the whole article and its rows are right", self._on_checked
        )
        self._choice.observe(self._on_choice, names="value")
        buttons = widgets.HBox([self._save, self._reject, self._checked], layout=widgets.Layout(flex_flow="row wrap"))
        fields = [self._choice, self._passage, *self._fields.values(), self._kind, buttons, self._note]
        self._box = widgets.HBox([self._view, widgets.VBox(fields, layout=widgets.Layout(width="42%"))])
        self._refresh(focus)

    def _repr_mimebundle_(self, **options: object) -> Mapping[str, object]:
        bundle: Mapping[str, object] = self._box._repr_mimebundle_(**options)
        note = "<p><em>The form works where the notebook runs; here is the article.</em></p>"
        return {**bundle, "text/plain": repr(self), "text/html": note + self._view.value}

    def __repr__(self) -> str:
        return f"form for {self._id}; corrections go to {self.file}"

    def _button(self, label: str, style: str, tip: str, action: Callable[[], str]) -> widgets.Button:
        """A button that does ``action`` and tells what came of it."""
        button = widgets.Button(description=label, button_style=style, tooltip=tip, layout=widgets.Layout(width="auto"))

        def pressed(_: object) -> None:
            try:
                self._tell(action())
            except (CorrectionError, TableError, OSError) as error:
                self._tell(str(error), wrong=True)

        button.on_click(pressed)
        return button

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        color = "#c00" if wrong else "#080"
        self._note.value = f'<div role="status" style="color:{color};line-height:1.4">{escape(text)}</div>'

    def _refresh(self, chosen: str | None) -> None:
        """Show the article and the choices as they now are, with the row ``chosen``, else the first."""
        rows = in_order(self.table, self._id)
        named = [(f"{row.quote_id.rpartition(':')[2]}  {row.speaker or '—'}: {row.quote[:50]}", row.quote_id) for row in rows]
        self._fields["speaker"].options = sorted({row.speaker for row in rows if row.speaker})
        ids = [id for _, id in named]
        value = chosen if chosen in ids else ids[0] if ids else NEW
        self._choice.options = [*named, ("+ a quotation that was missed", NEW)]
        self._choice.value = value
        self._fill(value)

    def _on_choice(self, change: Mapping[str, object]) -> None:
        self._note.value = ""
        self._fill(str(change["new"] or NEW))

    def _fill(self, quote_id: str) -> None:
        """The fields of a row, empty for a new one; and the article with that row pointed at."""
        rows = in_order(self.table, self._id)
        row = next((row for row in rows if row.quote_id == quote_id), None)
        for name, field in self._fields.items():
            field.value = (getattr(row, name) or "") if row else ""
        self._kind.value = row.kind if row else "direct"
        self._save.description = "Save" if row else "Add"
        self._reject.disabled = row is None
        article = whole_article(self.table, self._id)
        self._view.value = STYLE + body(article, rows, focus=quote_id or None)
        self._passage.value = passage(article, rows, row) if row else ""

    def _on_save(self) -> str:
        given: dict[str, object] = {name: field.value.strip() or None for name, field in self._fields.items()}
        given["kind"] = self._kind.value
        if self._choice.value == NEW:
            words = given.pop("quote")
            if not isinstance(words, str):
                raise CorrectionError("copy the words of the quotation from the article into the field words, without marks")
            values = {name: value for name, value in given.items() if value is not None}
            before = {row.quote_id for row in in_order(self.table, self._id)}
            self.table = editing.add(self.table, self._id, values, quote=words, file=self.file)
            added = next((row.quote_id for row in in_order(self.table, self._id) if row.quote_id not in before), None)
            self._refresh(added)
            return f"added; kept in {self.file}"
        id = str(self._choice.value)
        row = next(row for row in in_order(self.table, self._id) if row.quote_id == id)
        changed = {name: value for name, value in given.items() if value != _stripped(getattr(row, name))}
        self.table = editing.correct(self.table, id, changed, file=self.file)
        self._refresh(id)
        return f"corrected ({', '.join(changed)}); kept in {self.file}"

    def _on_reject(self) -> str:
        id = str(self._choice.value)
        self.table = editing.reject(self.table, id, file=self.file)
        self._refresh(None)
        return f"{id} is taken out; kept in {self.file}"

    def _on_checked(self) -> str:
        editing.checked(self.table, self._id, file=self.file)
        return f"{self._id} counts as checked; kept in {self.file}"


def _stripped(value: str | None) -> str | None:
    return None if value is None else value.strip() or None
