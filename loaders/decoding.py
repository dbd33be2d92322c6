"""Bytes to text: which encoding they are in, and whether what they hold can be an article."""

import codecs
import re

import charset_normalizer

LONGEST_TEXT = 2_000_000  # characters; the longest report of a newspaper has a fiftieth of it
# Code pages of Latin letters that a short text does not tell apart.
LATIN = frozenset(
    """
    cp437 cp850 cp852 cp858 cp1250 cp1252 cp1254 cp1257 cp1258 latin_1 iso8859_1 iso8859_2 iso8859_3 iso8859_4
    iso8859_9 iso8859_10 iso8859_13 iso8859_14 iso8859_15 iso8859_16 mac_roman mac_latin2 mac_iceland mac_turkish
    """.split()
)
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Encodings that a page may be in, by Python's names, and those that are meant where others are declared: what says
# that it is Latin-1 or ASCII is in Windows' code page, as every browser takes it.
DECLARABLE = re.compile(
    r"utf_8(_sig)?|ascii|iso8859_\d+|cp\d+|koi8_[rtu]|mac_\w+|gb\w+|hz|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|tis_620"
)
MEANT = {
    "utf_8": "utf-8", "utf_8_sig": "utf-8", "ascii": "cp1252", "iso8859_1": "cp1252", "iso8859_9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "tis_620": "cp874",
}  # fmt: skip


class UnreadableError(Exception):
    """A record that cannot be read, with the reason; it becomes a Reject."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was read in. Raises UnreadableError for binary data and untellable encodings."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    f"begins as {encoding} but is not: {error.reason} at byte {error.start}"
                ) from error
    if b"\0" in data[:8192]:
        raise UnreadableError("is binary, not text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        best = charset_normalizer.from_bytes(data).best()
        if best is None:
            place = f"byte {error.start}"
            raise UnreadableError(f"is not UTF-8 ({place}) and no other encoding fits: save it as UTF-8") from error
        if best.encoding in LATIN:
            try:
                return data.decode("cp1252"), "cp1252"  # the common one among them
            except UnicodeDecodeError:
                pass
        return str(best), best.encoding


def decode_declared(data: bytes, declared: str | None) -> tuple[str, str, int]:
    """Text in the encoding that it declares, that encoding, and how many of its characters are not of it.

    Without a declaration that can be true it is decoded as any text is. Raises UnreadableError.
    """
    if not declared or data.startswith(tuple(bom for bom, _ in BOMS)) or b"\0" in data[:8192]:
        return *decode(data), 0
    try:
        encoding = codecs.lookup(declared).name.replace("-", "_")
    except LookupError:
        return *decode(data), 0
    if not DECLARABLE.fullmatch(encoding):
        return *decode(data), 0
    encoding = MEANT.get(encoding, encoding)
    try:
        return data.decode(encoding), encoding, 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, encoding, text.count("\N{REPLACEMENT CHARACTER}")


def check_text(text: str) -> None:
    """Raises UnreadableError for what cannot be an article."""
    if not text.strip():
        raise UnreadableError("is empty")
    if "\0" in text:
        raise UnreadableError("holds NUL characters: is binary, not text")
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(f"has {len(text):,} characters, an article at most {LONGEST_TEXT:,}: split it")
    if half_characters(text):
        raise UnreadableError("holds half characters (lone surrogates): mend its encoding")
    controls = sum(1 for c in text[:10_000] if ord(c) < 32 and c not in "\n\r\t\f\x0b")
    if controls > len(text[:10_000]) // 100:
        raise UnreadableError("holds control characters: is binary, not text")


def half_characters(text: str) -> bool:
    """Whether a text holds lone surrogates, which no encoding can write."""
    return any("\ud800" <= c <= "\udfff" for c in text)
