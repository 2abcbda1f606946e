"""Files too large, or too protected, to lie in the package: find, fetch, check them.

`fetch("ptb/ptb.train.txt")` looks in three places, in this order:

1. the folder that the environment variable DLNLP_DATA names,
2. the cache, a folder of your own (`cache_folder()`; DLNLP_CACHE names another),
3. the file's address on the internet, from where it is copied into the cache.

A file counts only if its hash is the one written down in `catalogue.py`. A hash is a
short number computed from every byte of a file: one changed letter gives another hash.
A truncated download or an edited copy is therefore never used, wherever it was found:
one in your folder is an error, one in the cache is downloaded anew.

In your folder a file may also lie packed by gzip, `ptb/ptb.train.txt.gz`. A text that
is packed in a zip at its address is unpacked into the cache. The hash is always that of
what was packed.
"""

import gzip
import hashlib
import os
import sys
import threading
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from dlnlp.datasets.catalogue import CATALOGUE, Source

SECONDS_TO_ANSWER = 6.0


class DatasetMissing(FileNotFoundError):
    """A file is neither on this machine nor to be had from its address."""


class DatasetDamaged(ValueError):
    """A file's bytes are not the ones that its hash stands for."""


def fetch(name: str) -> Path:
    """The path of a checked file, which is downloaded if need be. For `read_text`.

    name  as in `CATALOGUE`, "ptb/ptb.train.txt"; also its place below DLNLP_DATA

    KeyError: a name that is not in the catalogue. DatasetMissing: the file is not here
    and cannot be downloaded, or not be kept. DatasetDamaged: the hash of the one in
    DLNLP_DATA, or at the address, is wrong. NotADirectoryError: DLNLP_DATA is no
    folder.
    """
    path = _find(name)
    return _download(name) if path is None else path


def available(name: str) -> bool:
    """Whether `fetch(name)` would succeed without the internet; errors as there."""
    return _find(name) is not None


def cache_folder() -> Path:
    """The folder that keeps downloads: DLNLP_CACHE, or the system's for caches."""
    chosen = os.environ.get("DLNLP_CACHE")
    return Path(chosen).expanduser() if chosen else user_cache_path("dlnlp")


def read_text(path: Path) -> str:
    r"""The text of a UTF-8 file, without a byte order mark; "\r\n" becomes "\n".

    One packed by gzip, in a file that ends in .gz, is unpacked.

    ValueError: says which file, and at which offset a byte is not UTF-8.
    """
    return decode(_unpacked(path), path)


def decode(content: bytes, where: Path | str) -> str:
    r"""The text in a UTF-8 file's bytes, as `read_text` gives it; `where` names it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{where} is not UTF-8 text: byte {content[error.start]:#04x} at offset "
            f"{error.start} ({error.reason}). Save it as UTF-8, or fetch it again."
        ) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _find(name: str) -> Path | None:
    """A file on this machine that is as it should be, if there is one."""
    if name not in CATALOGUE:
        raise KeyError(
            f"no file {name!r} in the catalogue; there are {', '.join(CATALOGUE)}"
        )
    own = _data_folder()
    for path in [own / name, own / f"{name}.gz"] if own else []:
        if path.is_file():
            _check(path, CATALOGUE[name])
            return path
    cached, known = cache_folder() / name, CATALOGUE[name].hashes[0]
    return cached if cached.is_file() and _hash(cached, known) == known else None


def _data_folder() -> Path | None:
    chosen = os.environ.get("DLNLP_DATA")
    if not chosen:
        return None
    folder = Path(chosen).expanduser()
    if not folder.is_dir():
        raise NotADirectoryError(
            f"the environment variable DLNLP_DATA names {folder}, which is not "
            "a folder. Correct it, or unset it to do without."
        )
    return folder


def _check(path: Path, source: Source) -> None:
    """Compare a file's hash with those the catalogue accepts."""
    found = [_hash(path, known) for known in source.hashes]
    if not set(found) & set(source.hashes):
        raise DatasetDamaged(
            f"{path} is damaged or is another version, so it is not used.\n"
            f"  expected {' or '.join(source.hashes)}\n"
            f"  found    {' or '.join(found)} ({path.stat().st_size} bytes)\n"
            f"Delete it and run again to download it anew, or put a good copy in its "
            f"place (from {source.address})."
        )


def _hash(path: Path, known: str) -> str:
    """Compute a file's hash as a known one was, in the same form, "sha256:1f3a…"."""
    algorithm = known.split(":")[0]
    try:
        return f"{algorithm}:{hashlib.new(algorithm, _unpacked(path)).hexdigest()}"
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return f"what gzip cannot unpack ({error})"


def _unpacked(path: Path) -> bytes:
    """The file's bytes, or of a .gz those that are packed in it."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _download(name: str) -> Path:
    """Copy a file from its address into the cache, where no wrong file ever gets."""
    source = CATALOGUE[name]
    if sys.platform == "emscripten":
        raise DatasetMissing(_how_to_get(name, "Python in a browser downloads nothing"))
    import pooch  # here, as a browser lacks what it imports

    cache = pooch.create(
        cache_folder(),
        base_url="",
        registry={name: source.hashes[0]},
        urls={name: source.address},
    )
    download = pooch.HTTPDownloader(progressbar=True)
    if _is_zipped(name):
        download = _and_unzip(download)
    if not _answers(cache, name):
        raise DatasetMissing(_how_to_get(name, f"no answer from {source.address}"))
    try:
        return Path(cache.fetch(name, downloader=download))
    except (ValueError, zipfile.BadZipFile) as error:  # ValueError: a wrong hash
        raise DatasetDamaged(
            f"what came from {source.address} is not {name}: "
            "it is not kept and not used.\n"
            f"  {error}\nTry again; if it stays so, the file has changed there."
        ) from error
    except OSError as error:  # of the network, or of the disk
        reason = f"it could not be downloaded to {cache.path} ({error})"
        raise DatasetMissing(_how_to_get(name, reason)) from error


def _is_zipped(name: str) -> bool:
    return CATALOGUE[name].address.endswith(".zip") and not name.endswith(".zip")


def _and_unzip(download: Any) -> Any:
    """A way to download a zip as the largest file in it; others say who made it."""

    def both(url: str, output_file: str, cache: Any) -> None:
        download(url, output_file, cache)
        with zipfile.ZipFile(output_file) as packed:
            largest = max(packed.infolist(), key=lambda file: file.file_size)
            content = packed.read(largest)
        Path(output_file).write_bytes(content)

    return both


def _answers(cache: Any, name: str) -> bool:
    """Ask the server for the file's size only, and give up after a few seconds.

    The question is asked in a thread because a dead name server can hold up a program
    for a minute before any timeout of the connection itself begins to count.
    """
    import pooch

    answers: list[bool] = []

    def ask() -> None:
        downloader = pooch.HTTPDownloader(timeout=SECONDS_TO_ANSWER)
        with suppress(OSError):
            answers.append(cache.is_available(name, downloader))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_ANSWER)
    return answers == [True]


def _how_to_get(name: str, reason: str) -> str:
    source = CATALOGUE[name]
    return (
        f"{name} is not on this machine: {reason}.\n"
        f"  what     {source.what}\n"
        f"  licence  {source.licence}\n"
        f"  address  {source.address}{' (its largest file)' * _is_zipped(name)}\n"
        f"Connect to the internet and run again, or get the file by other means, "
        f"save it as {Path('<folder>') / name} and set the environment variable "
        "DLNLP_DATA to <folder>. (DLNLP_CACHE names another folder for downloads.)"
    )
