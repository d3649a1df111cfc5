"""Files from outside: opened without trust, unpacked within bounds, turned into UTF-8 text with its encoding found."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import stat
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from sim.errors import InputError

CHUNK = 1 << 20
MOST_BYTES = 1 << 32  # of text; a million rows are about 200 MB
MOST_LINE = 1 << 20  # bytes of one line
MOST_SWELLING = 200  # unpacked over packed; tables of text stay below 40
SMALL = 1 << 26  # bytes below which swelling does no harm
PLAUSIBLE = 0.9  # share of Chinese characters that belong to GB 2312, the core of every Chinese text
SAMPLE = 1 << 16  # characters looked at for it
BREAKS = re.compile(rb"[\r\n]")
PACKED = {
    b"PK\x03\x04": "a zip archive or a spreadsheet (xlsx)",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"Rar!": "a rar archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet (xls)",
    b"%PDF": "a PDF",
}


class Text(NamedTuple):
    """A file's text: a stream of UTF-8 bytes without a byte-order mark, its encoding, and the file's SHA-256."""

    stream: IO[bytes]
    encoding: str
    packed: bool
    digest: str


def open_text(path: Path, encoding: str = "") -> Text:
    """Return the text of a file, plain or gzip; raises InputError for what is no text, broken, or swells too much."""
    _check_regular(path)
    packed = _head(path).startswith(b"\x1f\x8b")
    failed = []
    for name in _candidates(path, packed, encoding):
        try:
            return _decoded(path, packed, name)
        except _Undecodable as error:
            failed.append(error)
    found = failed[0]
    raise InputError(
        str(path),
        f"bytes in line {found.line} that are not {' or '.join(error.encoding for error in failed)}",
        "text in UTF-8 or GB18030",
        "name its encoding by --encoding, or save it anew as UTF-8",
    )


class _Undecodable(Exception):
    def __init__(self, encoding: str, line: int) -> None:
        self.encoding, self.line = encoding, line


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise InputError("FILE", str(path), "a file that can be read", "check the path") from error
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
        raise InputError("FILE", f"{path}, {what}", "a CSV or JSON file, plain or gzip", "name the file itself")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise InputError("FILE", str(path), "a file that can be read", error.strerror or "check its rights") from error
    if not head:
        raise InputError("FILE", f"{path}, which is empty", "a table with a head and rows", "write it anew")
    _check_packed(path, head)
    return head


def _check_packed(path: Path, head: bytes) -> None:
    what = next((name for mark, name in PACKED.items() if head.startswith(mark)), "")
    if what:
        raise InputError("FILE", f"{path}, {what}", "a CSV or JSON file, plain or gzip", "unpack it, or save it as CSV")


def _candidates(path: Path, packed: bool, encoding: str) -> list[str]:
    if encoding:
        try:
            return [codecs.lookup(encoding).name]
        except LookupError as error:
            raise InputError("--encoding", encoding, "an encoding such as utf-8, gb18030, big5, latin-1") from error
    head = next(_chunks(path, packed), b"")
    return ["utf-16"] if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8-sig", "gb18030"]


def _chunks(path: Path, packed: bool) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked, never more at a time than a chunk."""
    size, total = path.stat().st_size, 0
    with gzip.open(path, "rb") if packed else path.open("rb") as stream:
        while True:
            try:
                chunk = stream.read(CHUNK)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                mend = "copy or download it again"
                raise InputError(
                    "FILE", f"{path}, broken or cut off after {total:,} bytes", "a whole gzip file", mend
                ) from error
            total += len(chunk)
            if total > MOST_BYTES or packed and total > max(SMALL, MOST_SWELLING * size):
                got = (
                    f"{path}, whose {size:,} bytes unpack to more than {total:,}"
                    if packed
                    else f"{path}, {size:,} bytes"
                )
                raise InputError("FILE", got, f"at most {MOST_BYTES:,} bytes of text", "cut it into parts")
            if not chunk:
                return
            yield chunk


def _decoded(path: Path, packed: bool, encoding: str) -> Text:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    digest, lines, sample = hashlib.sha256(), _Lines(path), ""
    stream = tempfile.TemporaryFile()  # vanishes with the process, whatever happens
    for chunk in _chunks(path, packed):
        digest.update(chunk)
        text = _decode(decoder, chunk, encoding, lines)
        sample = sample or re.sub(r"[\x00-\x7f]+", "", text)[:SAMPLE]
        content = text.encode()
        lines.follow(content)
        stream.write(content)
    _decode(decoder, b"", encoding, lines, final=True)
    if encoding == "gb18030" and not _plausible(sample):
        raise _Undecodable(encoding, 1)
    stream.seek(0)
    return Text(stream, "utf-8" if encoding == "utf-8-sig" else encoding, packed, digest.hexdigest())


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: str, lines: _Lines, final: bool = False) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        line = lines.number + error.object[: error.start].count(b"\n")
        raise _Undecodable(encoding.removesuffix("-sig"), line) from error


def _plausible(sample: str) -> bool:
    """Whether text read as GB18030 is Chinese, and not another encoding that happens to be readable so."""
    known = len(sample.encode("gb2312", errors="ignore")) / 2
    return known >= PLAUSIBLE * len(sample)


class _Lines:
    """Counts lines as they pass, and refuses one without end and bytes that no text has."""

    def __init__(self, path: Path) -> None:
        self.path, self.number, self.length = path, 1, 0

    def follow(self, content: bytes) -> None:
        """Follow another part of the text."""
        if b"\0" in content:
            line = self.number + content[: content.index(b"\0")].count(b"\n")
            mend = "if it is a table, write it anew as CSV"
            raise InputError("FILE", f"{self.path}, with a NUL byte in line {line}", "text without NUL bytes", mend)
        parts = BREAKS.split(content)
        longest = max(len(part) for part in parts)
        if max(longest, self.length + len(parts[0])) > MOST_LINE:
            got = f"{self.path}, with a line of over {MOST_LINE:,} bytes after line {self.number}"
            raise InputError(
                "FILE", got, "lines of a table", "look whether a quotation mark or a line break is missing"
            )
        self.length = len(parts[0]) + self.length if len(parts) == 1 else len(parts[-1])
        self.number += content.count(b"\n")
