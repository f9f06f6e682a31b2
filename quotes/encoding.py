"""Bytes -> text, once: the encoding rule, and mojibake undone where it is mojibake; what was done is told in words.

ftfy is imported where it is needed, so that ``import quotes`` stays light.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF16_NULS = 0.5
"""Share of NULs in the even (or odd) places from which bytes without a mark are UTF-16: Latin letters have one each."""
CONTROL_SHARE = 0.05
"""Share of control characters above which data is binary: random bytes have a tenth, articles next to none."""
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
C1 = re.compile(r"[\x80-\x84\x86-\x9f]")
"""Control characters that no text has, but a Windows-1252 one read as Latin-1; NEL (U+0085) is a line break and may stay."""
SURROGATES = re.compile(r"[\ud800-\udfff]")
MISREADINGS = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1250", "macroman", "cp437")
"""Encodings by which UTF-8 is taken for something else."""
TELLTALES = "àèéìòùÀÈÉÌÙ“”‘’–—…€"
"""Characters whose misreadings occur in no sound text. Ò is not among them: «Ã’» also ends a Portuguese word in capitals."""


HEAD = 65536
"""Bytes from which the encoding of the lines of a file is judged."""


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""Bytes as text, and notes on what was mended. Raises ValueError for binary data.

    A byte order mark decides; else UTF-16 is known by its NULs; else it is UTF-8, where need be with stray Windows-1252 bytes;
    else Windows-1252. Line breaks and marks stay as they are.

    >>> decode("«Sì»\r\n".encode("cp1252"))
    ('«Sì»\r\n', ('read as Windows-1252',))
    >>> decode("perché".encode().decode("latin-1").encode())
    ('perché', ('mojibake mended',))
    """
    text, notes = to_text(data)
    told = list(notes)
    text = clean(text, told, "")
    return text, tuple(told)


def to_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes as text with mojibake left in, for formats that are parsed before their strings are mended."""
    text, notes = _by_encoding(data)
    if "\0" in text or len(CONTROLS.findall(text)) > CONTROL_SHARE * len(text):
        raise ValueError("this is no text but binary data; save the text as .txt in UTF-8")
    return text, notes


def _by_encoding(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), _utf16_without_bom(data))
    if encoding and encoding != "utf-8":
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        damage = ("damaged characters replaced",) if "\ufffd" in text else ()
        return text, (f"read as {encoding[:6].upper()}", *damage)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        import ftfy.bad_codecs  # noqa: F401 - knows Windows-1252 with its undefined bytes

    strays: list[bytes] = []

    def as_windows(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        stray = error.object[error.start : error.end]
        strays.append(stray)
        return stray.decode("sloppy-windows-1252"), error.end

    codecs.register_error("quotes-stray", as_windows)
    text = data.decode("utf-8", errors="quotes-stray")
    # Letters of UTF-8 hardly ever arise by chance: where they prevail, the file was pasted together from two encodings.
    sound = sum(character > "\x7f" for character in text) - sum(map(len, strays))
    if sound > len(strays):
        return text, ("stray Windows-1252 bytes in UTF-8",)
    return data.decode("sloppy-windows-1252"), ("read as Windows-1252",)


def _utf16_without_bom(data: bytes) -> str | None:
    if b"\0" not in data:
        return None
    half = max(1, len(data) // 2)
    even, odd = data[::2].count(0) / half, data[1::2].count(0) / half
    if odd >= UTF16_NULS and even < UTF16_NULS / 5:
        return "utf-16-le"
    return "utf-16-be" if even >= UTF16_NULS and odd < UTF16_NULS / 5 else None


def clean(text: str, notes: list[str], what: str) -> str:
    """``text`` without mojibake and lone surrogates; tells it in ``notes``, with ``what`` it is unless it is the text itself."""
    where = f" in {what}" if what else ""
    if SURROGATES.search(text):
        text = SURROGATES.sub("\ufffd", text)
        notes.append(f"broken characters (lone surrogates) replaced{where}")
    if (mended := _without_mojibake(text)) != text:
        notes.append(f"mojibake mended{where}")
    return mended


def _without_mojibake(text: str) -> str:
    """UTF-8 that was taken for another encoding, read anew; any other text unchanged.

    ftfy alone also "mends" sound pairs such as »É and CHÂ», so it is asked only where something tells that the text is mojibake:
    a misread Italian letter or curly mark, both guillemets misread, or C1 control characters.
    """
    if text.isascii():
        return text
    told = C1.search(text) or _misread().search(text) or ("Â«" in text and "Â»" in text)
    if not told:
        return text
    from ftfy import TextFixerConfig, fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    # A lone NEL is a line break; beside other C1 characters it is a misread "…".
    return fix_encoding(text, TextFixerConfig(fix_c1_controls=C1.search(text) is not None))


@cache
def _misread() -> re.Pattern[str]:
    """What the TELLTALES look like in UTF-8 that was taken for each of the MISREADINGS."""
    import ftfy.bad_codecs  # noqa: F401 - knows the sloppy ones

    forms = {letter.encode().decode(encoding, errors="ignore") for letter in TELLTALES for encoding in MISREADINGS}
    return re.compile("|".join(sorted(re.escape(form) for form in forms if len(form) > 1)))


def is_wide(head: bytes) -> bool:
    """Whether the bytes at the beginning of a file are UTF-16 or UTF-32, whose lines cannot be told before decoding."""
    return _utf16_without_bom(head) is not None or any(head.startswith(bom) for bom, name in BOMS if name != "utf-8")


def byte_lines(path: Path) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """The lines of a file with their ends, one by one; whole files only where a line cannot be told before decoding."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        if is_wide(head) or (b"\r" in head and b"\n" not in head):  # UTF-16; or lines that end as on old Macs
            text, notes = to_text(file.read())
            for line in io.StringIO(text, newline=""):
                yield line.encode("utf-8", errors="replace"), notes
        else:
            for raw in file:
                yield raw, ()


def text_lines(path: Path, notes: list[str]) -> Iterator[str]:
    """The same as text; what is told of them goes to ``notes``."""
    for line, told in byte_lines(path):
        text, more = to_text(line)
        notes.extend((*told, *more))
        yield text
