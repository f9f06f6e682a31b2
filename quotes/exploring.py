"""The whole table to filter, search and sort, each row opening its article in place; one piece of HTML that needs nothing else.

The table is DataTables, by itables, whose script is written into the HTML: neither network nor kernel is asked for anything.
Articles are written in once each, packed, and unpacked by the browser when a row is opened.
"""

from __future__ import annotations

import base64
import gzip
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import pandas as pd

from .articleview import STYLE, body, describe
from .charts import EXTRA
from .frames import missing_text, need, rows_of
from .table import COLUMNS
from .texts import KEPT

SHOWN: Final = ("quote_id", "kind", "quote", "speaker", "cue", "cue_lemma", "stance", "how", "confidence", "source", "date")
"""Columns of the table unless others are named; those without any value are left out."""
LISTED: Final = frozenset({"kind", "speaker", "cue_lemma", "stance", "how", "source", "date", "article", "speaker_type", "match"})
"""Columns whose filter is a list to tick; of the others it is a field to type into."""
LONGEST_LIST: Final = 500
"""Values up to which a list can be used, and built, without waiting."""
PAGE: Final = 10


@dataclass(frozen=True, eq=False)
class Explorer:
    """A table that a notebook shows with filters; in a terminal the rows as pandas prints them."""

    df: pd.DataFrame
    """The rows."""
    html: str
    """The whole, as a piece of a page."""
    untold: str | None
    """What to do about articles whose text is not at hand; None where all are."""

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        there = [name for name in SHOWN if name in self.df.columns]
        told = f"\n{self.untold}" if self.untold else ""
        return self.df[there].to_string(max_rows=20, max_colwidth=50, index=False) + f"\n{len(self.df)} rows{told}"

    def save(self, path: str | Path) -> None:
        """Write it as a page of its own, to send or to open without Python."""
        head = '<!doctype html>\n<html><head><meta charset="utf-8"><title>quotes</title></head>\n'
        style = "<style>body{font-family:system-ui,sans-serif;margin:1.5em}</style>\n<body>"
        Path(path).write_text(f"{head}{style}{self.html}</body></html>\n", encoding="utf-8")


def explore(df: pd.DataFrame, *, columns: Sequence[str] | None = None, rows: int = PAGE) -> Explorer:
    """``df`` as a table with filters, search and sorting, ``rows`` a page; a click on a row opens its article below it.

    ``columns``: those to show. Articles open where their texts are at hand (after ``quotes.analyze`` or ``df.quotes.texts``).
    Raises TableError for columns that are not there, ImportError without the extra ``notebook``.
    """
    try:
        from itables.javascript import generate_init_offline_itables_html, to_html_datatable
        from itables.options import dt_bundle
    except ImportError as error:
        raise ImportError(f"explore() needs itables: {EXTRA}") from error
    need(df, ("quote_id", "quote", "article"), "explore()")
    if columns is not None:
        need(df, columns, "explore(columns=...)")
        names = list(dict.fromkeys(["quote_id", *columns]))
    else:
        extras = [str(name) for name in df.columns if name not in COLUMNS]
        names = [name for name in (*SHOWN, *extras) if name in df.columns and (df[name].notna().any() or not len(df))]
    table = df[names].reset_index(drop=True)
    packed, untold = _articles(df)
    key = f"qx{uuid.uuid4().hex[:12]}"
    grid = to_html_datatable(
        _for_display(table),
        connected=False,
        table_id=f"{key}t",
        showIndex=False,
        maxBytes=0,
        maxColumns=0,
        classes="display compact",
        style="width:100%;table-layout:auto",
        pageLength=rows,
        lengthMenu=sorted({rows, 10, 25, 100}),
        layout={"topStart": "search", "topEnd": "pageLength", "bottomStart": "info", "bottomEnd": "paging"},
        columnControl=["order"],
        columnDefs=_filters(table),
        ordering={"indicators": False, "handler": False},
        display_logo_when_loading=False,
        autoWidth=False,
    )
    library = generate_init_offline_itables_html(dt_bundle)
    note = f'<p class="qn">{escape(untold)}</p>' if untold else ""
    html = f'{STYLE}{_STYLE}{library}<div class="qx" id="{key}">{note}{grid}</div>{_script(key, packed)}'
    return Explorer(df, html, untold)


def _for_display(table: pd.DataFrame) -> pd.DataFrame:
    """No value as an empty cell."""
    text = {name: column.astype(object).where(column.notna(), "") for name, column in table.items() if column.dtype != "float64"}
    return table.assign(**{str(name): column for name, column in text.items()})


def _filters(table: pd.DataFrame) -> list[dict[str, object]]:
    """For each column its control: sorting, and a list of values or a field to search in."""
    found: list[dict[str, object]] = []
    for place, name in enumerate(table.columns):
        listed = name in LISTED and table[name].nunique() <= LONGEST_LIST
        control = {"targets": [place], "columnControl": ["order", ["searchList"] if listed else ["search"]]}
        found.append({**control, "className": "qquote"} if name == "quote" else control)
    return found


def _articles(df: pd.DataFrame) -> tuple[dict[str, str], str | None]:
    """The HTML of each article, packed, by id; and what to do about those whose text is not at hand."""
    if missing := [name for name in COLUMNS if name not in df.columns]:
        return {}, f"rows open no article: columns are missing ({', '.join(missing)})"
    by_article: dict[str, list[int]] = {}
    rows = rows_of(df)
    for place, row in enumerate(rows):
        by_article.setdefault(row.article, []).append(place)
    packed, lacking = {}, []
    for id, places in by_article.items():
        mine = sorted((rows[place] for place in places), key=lambda row: (row.start, -row.end))
        article = KEPT.find(id, [(row.start, row.end, row.quote) for row in mine])
        if article is None:
            lacking.append(id)
            listed = "".join(f"<li>{escape(describe(row))}</li>" for row in mine)
            html = f'<div class="qv"><p>{escape(missing_text(id))}</p><ul>{listed}</ul></div>'
        else:
            html = body(article, mine)
        packed[id] = base64.b64encode(gzip.compress(html.encode(), compresslevel=6, mtime=0)).decode()
    if not lacking:
        return packed, None
    noun = "article" if len(lacking) == 1 else "articles"
    return packed, f"{len(lacking)} {noun} cannot be opened: {missing_text(lacking[0])}"


_STYLE: Final = """<style>
.qx{font:13px/1.45 system-ui,sans-serif}
.qx .qn{margin:.2em 0 .8em}
.qx table.dataTable td{white-space:normal;vertical-align:top;text-align:left;overflow-wrap:break-word}
.qx table.dataTable th{text-align:left!important}
.qx table.dataTable th .dt-column-header{flex-direction:row!important;justify-content:flex-start;gap:.2em;width:max-content}
.qx table.dataTable th .dt-column-title{flex:none!important}
.qx .dtcc,.qx .dtcc button,.qx .dtcc svg{flex:none!important}
.qx .dtcc svg{width:1.15em;height:1.15em}
.qx .dt-layout-table{overflow-x:auto}
.qx table.dataTable tbody tr{cursor:pointer}
.qx table.dataTable td.qquote{min-width:20em}
.qx table.dataTable tbody tr>td:first-child{white-space:nowrap;max-width:15em;overflow:hidden;text-overflow:ellipsis}
.qx table.dataTable tbody tr[tabindex]>td:first-child::before{content:"\\25B8\\00A0";opacity:.6}
.qx table.dataTable tbody tr.qopen>td:first-child::before{content:"\\25BE\\00A0"}
.qx tr.qarticle>td{cursor:auto;padding:.6em 1.2em!important;text-align:left;border-left:3px solid hsl(28,90%,50%)}
.qx tr.qarticle .qa{max-height:30em;overflow:auto}
</style>"""
_CODE: Final = """
(() => {
  const box = document.getElementById(KEY), articles = ARTICLES;
  const idOf = tr => { const cell = tr.cells[0]; return cell ? cell.textContent.trim() : ""; };
  const unpack = async text => {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  const close = tr => { tr.classList.remove("qopen"); tr.setAttribute("aria-expanded", "false"); tr.nextElementSibling.remove(); };
  const open = async tr => {
    const quote = idOf(tr), article = quote.slice(0, quote.lastIndexOf(":"));
    if (!(article in articles)) return;
    const html = await unpack(articles[article]);
    if (tr.classList.contains("qopen") || !tr.isConnected) return;
    const below = document.createElement("tr"), cell = document.createElement("td"), pane = document.createElement("div");
    below.className = "qarticle"; cell.colSpan = tr.cells.length; pane.className = "qa"; pane.innerHTML = html;
    cell.append(pane); below.append(cell); tr.after(below);
    tr.classList.add("qopen"); tr.setAttribute("aria-expanded", "true");
    const at = [...pane.querySelectorAll("[data-q]")].filter(e => e.dataset.q === quote);
    at.forEach(e => e.classList.add("at"));
    if (at.length) pane.scrollTop = Math.max(0, at[0].offsetTop - pane.offsetTop - 80);
  };
  const toggle = event => {
    const tr = event.target.closest("tbody tr");
    if (!tr || tr.classList.contains("qarticle") || event.target.closest(".qarticle")) return;
    if (tr.classList.contains("qopen")) close(tr); else open(tr);
  };
  box.addEventListener("click", toggle);
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.target.matches("tbody tr[tabindex]")) { event.preventDefault(); toggle(event); }
  });
  new MutationObserver(() => box.querySelectorAll("table.dataTable tbody tr:not(.qarticle):not([tabindex])").forEach(tr => {
    if (idOf(tr)) { tr.tabIndex = 0; tr.setAttribute("aria-expanded", "false"); }
  })).observe(box, {childList: true, subtree: true});
})();
"""


def _script(key: str, packed: dict[str, str]) -> str:
    """The script that opens articles; nothing in it can end it, since ids are written without any "<"."""
    articles = json.dumps(packed).replace("<", "\\u003c")
    return f"<script>{_CODE.replace('KEY', json.dumps(key)).replace('ARTICLES', articles)}</script>"
