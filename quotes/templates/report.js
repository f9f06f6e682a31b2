// The report's page: filter and search, light and dark, and which words belong to which quotation. It loads nothing.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // ---- theme: the system's, or as chosen for this visit
  const button = document.getElementById("theme");
  const themes = ["auto", "light", "dark"];
  let theme = 0;
  button.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    if (themes[theme] === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = themes[theme];
    button.querySelector("span").textContent = button.dataset[themes[theme]];
  });

  // ---- the words of a quotation, its speaker and its cue light up together
  const notes = [...document.querySelectorAll(".note")];
  const places = new Map();
  for (const piece of document.querySelectorAll("[data-rows]")) {
    for (const row of piece.dataset.rows.split(" ")) {
      if (!places.has(row)) places.set(row, []);
      places.get(row).push(piece);
    }
  }
  const rowOf = (note) => note.id.slice(1);
  let lit = [];
  const light = (rows) => {
    for (const element of lit) element.classList.remove("on");
    lit = rows.flatMap((row) => [...(places.get(row) || []), document.getElementById("n" + row)]);
    for (const element of lit) element.classList.add("on");
  };
  const point = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const piece = target && target.closest("[data-rows]");
    const note = target && target.closest(".note");
    if (piece) light(piece.dataset.rows.split(" "));
    else if (note) light([rowOf(note)]);
    else light([]);
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", point);

  // ---- filter and search: every word must be there, without regard to case and accents
  const form = document.querySelector(".filter");
  const output = form.querySelector("output");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map();
  const textOf = (note) => {
    if (!texts.has(note)) texts.set(note, plain(note.textContent));
    return texts.get(note);
  };
  const figures = new Intl.NumberFormat(root.lang, { useGrouping: "always" });
  const choices = ["speaker", "kind", "how", "stance", "source"].filter((name) => form.elements[name]);
  const apply = () => {
    const wanted = choices.map((name) => [name, form.elements[name].value]).filter(([, value]) => value !== "");
    const words = plain(form.elements.search.value).split(/\s+/).filter(Boolean);
    const doubtful = form.elements.doubt.checked;
    let shown = 0;
    for (const note of notes) {
      const fits =
        wanted.every(([name, value]) => note.dataset[name] === value) &&
        (!doubtful || "doubt" in note.dataset) &&
        words.every((word) => textOf(note).includes(word));
      note.hidden = !fits;
      shown += fits;
      for (const piece of places.get(rowOf(note)) || []) piece.classList.toggle("off", false);
    }
    const all = shown === notes.length;
    if (!all) {
      for (const pieces of places.values()) {
        for (const piece of pieces) {
          piece.classList.toggle("off", piece.dataset.rows.split(" ").every((row) => document.getElementById("n" + row).hidden));
        }
      }
    }
    for (const sheet of document.querySelectorAll(".sheet")) sheet.hidden = !all && !sheet.querySelector(".note:not([hidden])");
    output.textContent = shown ? output.dataset.shown.replace("{n}", figures.format(shown)) : output.dataset.nothing;
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());

  // ---- names in the tables lead to their quotations; a link to a row that is filtered away takes the filter away
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (!link) return;
    if (link.dataset.filter) {
      form.reset();
      const field = form.elements[link.dataset.filter];
      if (field.type === "checkbox") field.checked = true;
      else field.value = link.dataset.value;
      apply();
    } else {
      const target = document.getElementById(link.hash.slice(1));
      if (target && target.closest("[hidden]")) {
        form.reset();
        apply();
      }
    }
  });
})();
