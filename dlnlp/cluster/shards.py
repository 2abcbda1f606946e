"""Shards: the files that a corpus lies in, and what may be wrong with one of them.

A shard is read as a stream. Whatever is wrong with it is an error that names it: what
was counted of half a shard is no count.
"""

import gzip
import hashlib
import io
import lzma
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dlnlp.text import tokenize

PIECE = 4_000_000  # bytes of text that are read at a time, and on to the line's end


class BadShard(ValueError):
    """A shard that is missing, empty, cut short, changed, or no UTF-8 text."""


@dataclass(frozen=True)
class Shard:
    """A text file of UTF-8, plain or compressed (.gz, .bz2, .xz).

    address  a path, or any address that fsspec knows: s3://…, hdfs://…, https://…
    sha256   of the file as it lies there, if it is known: what is read must have it
    """

    address: str
    sha256: str | None = None


@dataclass(frozen=True)
class Corpus:
    """Shards that are one text, in their order, and how that text becomes tokens.

    tokenize  is given whole lines, a few million letters of them at a time
    """

    shards: Sequence[Shard]
    tokenize: Callable[[str], list[str]] = tokenize

    def __post_init__(self) -> None:
        if not self.shards:
            raise ValueError("a corpus needs at least one shard")
        address, times = Counter(s.address for s in self.shards).most_common(1)[0]
        if times > 1:
            raise ValueError(f"{address} is named twice: its words would count double")

    def sealed(self, digests: Sequence[str]) -> "Corpus":
        """The same corpus, in which no shard may differ from what was read of it."""
        pairs = zip(self.shards, digests, strict=True)
        return replace(self, shards=[replace(s, sha256=digest) for s, digest in pairs])


def find_shards(pattern: str) -> list[Shard]:
    """The files that match a pattern such as "crawl/*.txt.gz", by name.

    On a cluster, every machine must see them at the same address.
    FileNotFoundError: there is none.
    """
    from fsspec.core import url_to_fs

    files, path = url_to_fs(pattern)
    found = files.glob(path, detail=True)
    names = sorted(name for name, about in found.items() if about["type"] == "file")
    if not names:
        raise FileNotFoundError(f"no file matches {pattern}")
    return [Shard(_address(files, name, pattern)) for name in names]


def listed_shards(address: str) -> list[Shard]:
    """The files of a list that `sha256sum *.gz > SHA256SUMS` made, which lie beside it.

    A plain text that was cut short looks like a whole one; only its hash tells.
    FileNotFoundError: no list is there. ValueError: a line of it is something else.
    """
    from fsspec.core import url_to_fs

    files, path = url_to_fs(address)
    lines = files.read_text(path, encoding="utf-8").splitlines()
    folder, shards = path.removesuffix(path.rpartition("/")[2]), []
    for line in lines:
        digest, _, name = line.partition(" ")
        if len(digest) != 64 or len(name) < 2:
            raise ValueError(f"{address} is no list as sha256sum writes it: {line!r}")
        shards.append(Shard(_address(files, folder + name[1:], address), digest))
    return shards


def _address(files: Any, name: str, given: str) -> str:
    """Of a file that was found by another: in an archive, through a cache."""
    links, at = _links(given)
    links[at] = files.unstrip_protocol(name)
    return "::".join(links)


def _links(address: str) -> tuple[list[str], int]:
    """The links of an address, and which of them names the file: the first with ://.

    "zip://*.txt::s3://a/b.zip" has two.
    """
    links = address.split("::")
    return links, next((n for n, link in enumerate(links) if "://" in link), 0)


def read_lines(shard: Shard, digest: Any = None) -> Iterator[str]:
    """The text of a shard, as whole lines, about four megabytes of them at a time.

    digest  a hashlib.sha256() that is to take in all bytes of the file

    BadShard: it is missing, empty, cut short, no UTF-8, or not what its hash stands
    for; some of these are found at the end alone, so what was made of the text counts
    only when the last line was read. Other kinds of OSError: it could not be reached.
    """
    import fsspec

    digest = hashlib.sha256() if digest is None else digest
    offset = 0
    try:
        with fsspec.open(shard.address, "rb") as raw:
            hashed = io.BufferedReader(_Hashed(raw, digest), 1 << 20)
            with _decompressed(hashed, shard.address) as file:
                while lines := file.readlines(PIECE):
                    yield _decoded(b"".join(lines), offset, shard)
                    offset += sum(map(len, lines))
                while hashed.read(1 << 20):  # what a packer may have left at the end
                    pass
    except FileNotFoundError as error:
        raise BadShard(f"{shard.address} is missing") from error
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise BadShard(f"{shard.address} is cut short or damaged: {error}") from error
    except OSError as error:
        if type(error) is OSError and error.errno is None:  # so says bz2
            raise BadShard(f"{shard.address} is damaged: {error}") from error
        raise
    if not offset:
        raise BadShard(f"{shard.address} is empty")
    if shard.sha256 is not None and digest.hexdigest() != shard.sha256:
        raise BadShard(
            f"{shard.address} has changed, or was cut short: its SHA-256 is "
            f"{digest.hexdigest()}; known is {shard.sha256}"
        )


class _Hashed(io.RawIOBase):
    """The bytes of a file, hashed as they go by."""

    def __init__(self, file: Any, digest: Any):
        self.file, self.digest = file, digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self.file.read(len(buffer))
        buffer[: len(content)] = content
        self.digest.update(content)
        return len(content)


def _decompressed(file: Any, address: str) -> Any:
    """What is packed in a file, as the end of its name says."""
    from fsspec.compression import compr
    from fsspec.utils import infer_compression

    links, at = _links(address)
    packed = infer_compression(links[at])
    if packed == "zip":
        raise BadShard(
            f"{address} is a zip, which cannot be read as a stream: unpack it"
        )
    return file if packed is None else compr[packed](file, mode="rb")


def _decoded(content: bytes, offset: int, shard: Shard) -> str:
    """UTF-8, without a byte order mark. offset: where in the shard it stands."""
    zero = content.find(b"\0")
    if zero >= 0:
        raise BadShard(
            f"{shard.address} is no UTF-8 text: byte 0x00 at offset {offset + zero}"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadShard(
            f"{shard.address} is no UTF-8 text: byte {content[error.start]:#04x} at "
            f"offset {offset + error.start} ({error.reason})"
        ) from error
    return text.removeprefix("\ufeff") if offset == 0 else text
