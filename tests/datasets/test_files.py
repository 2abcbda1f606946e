"""Finding, fetching and checking files, against a server that also misbehaves."""

import gzip
import hashlib
import http.server
import io
import pickle
import re
import socket
import threading
import time
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from dlnlp.datasets import (
    DatasetDamaged,
    DatasetMissing,
    available,
    cache_folder,
    fetch,
    files,
)
from dlnlp.datasets.catalogue import CATALOGUE, Source
from dlnlp.datasets.files import decode, read_text

CONTENT = b"one two three\n" * 1000
NAME = "folder/words.txt"


def zipped(*contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for i, content in enumerate(contents):
            packed.writestr(f"{i}.txt", content)
    return file.getvalue()


PATHS = {
    "/good": CONTENT,
    "/changed": CONTENT.upper(),
    "/short": CONTENT,
    "/words.zip": zipped(b"who made it", CONTENT),
    "/changed.zip": zipped(b"who made it", CONTENT.upper()),
    "/no.zip": CONTENT,
}


class Server(http.server.BaseHTTPRequestHandler):
    """It gives what is in PATHS, and of /short only half; the rest is 404."""

    def do_HEAD(self):
        self.send_response(200 if self.path in PATHS else 404)
        self.end_headers()

    def do_GET(self):
        body = PATHS[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.path == "/short" else body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """Each test has a cache of its own and no data folder."""
    monkeypatch.delenv("DLNLP_DATA", raising=False)
    monkeypatch.setenv("DLNLP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path


@pytest.fixture
def source(monkeypatch):
    """Put a file into the catalogue that is at a given address."""

    def put(address, *more_hashes):
        known = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
        entry = Source(
            "words to test with", "no licence", address, (known, *more_hashes)
        )
        monkeypatch.setitem(CATALOGUE, NAME, entry)

    return put


def save(path, content=CONTENT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_download_is_kept_in_the_cache(server, source, place, capsys):
    source(f"{server}/good")
    assert not available(NAME)
    path = fetch(NAME)
    assert path == place / "cache" / NAME
    assert path.read_bytes() == CONTENT
    assert left_in(place) == [path]
    assert "100%" in capsys.readouterr().err  # a progress bar
    source("http://127.0.0.1:9/nobody")
    assert available(NAME)
    assert fetch(NAME) == path


def test_data_folder_comes_before_the_cache(source, place, monkeypatch):
    source("http://127.0.0.1:9/nobody")
    save(place / "cache" / NAME)
    mine = save(place / "my data" / NAME)
    monkeypatch.setenv("DLNLP_DATA", str(place / "my data"))
    assert fetch(NAME) == mine
    mine.unlink()
    assert fetch(NAME) == place / "cache" / NAME


def test_a_file_of_ones_own_may_be_packed(source, place, monkeypatch):
    source("http://127.0.0.1:9/nobody")
    monkeypatch.setenv("DLNLP_DATA", str(place))
    packed = save(place / f"{NAME}.gz", gzip.compress(CONTENT))
    assert fetch(NAME) == packed
    assert read_text(packed).encode() == CONTENT
    plain = save(place / NAME)
    assert fetch(NAME) == plain


@pytest.mark.parametrize(
    "content",
    [gzip.compress(CONTENT.upper()), gzip.compress(CONTENT)[:-9], b"", CONTENT],
    ids=["another text", "truncated", "empty", "not packed"],
)
def test_damaged_packed_file_is_never_used(source, place, monkeypatch, content):
    source("http://127.0.0.1:9/nobody")
    path = save(place / f"{NAME}.gz", content)
    monkeypatch.setenv("DLNLP_DATA", str(place))
    for use in fetch, available:
        with pytest.raises(DatasetDamaged, match="Delete it") as caught:
            use(NAME)
        assert str(path) in str(caught.value)


def test_a_zip_is_unpacked_into_the_cache(server, source, place):
    source(f"{server}/words.zip")
    path = fetch(NAME)
    assert path == place / "cache" / NAME
    assert path.read_bytes() == CONTENT
    assert left_in(place) == [path]


@pytest.mark.parametrize("file", ["changed.zip", "no.zip"])
def test_another_zip_is_not_kept(server, source, place, file):
    source(f"{server}/{file}")
    with pytest.raises(DatasetDamaged, match="not kept and not used"):
        fetch(NAME)
    assert left_in(place) == []


def test_how_to_get_a_zipped_file(source):
    source("http://127.0.0.1:9/words.zip")
    with pytest.raises(DatasetMissing, match=r"words\.zip \(its largest file\)"):
        fetch(NAME)


def test_every_accepted_hash_is_accepted(source, place, monkeypatch):
    repacked = CONTENT + b"packed otherwise"
    source("http://127.0.0.1:9/nobody", "md5:" + hashlib.md5(repacked).hexdigest())
    save(place / NAME, repacked)
    monkeypatch.setenv("DLNLP_DATA", str(place))
    assert fetch(NAME).read_bytes() == repacked


@pytest.mark.parametrize(
    "content",
    [CONTENT[:-1], CONTENT.replace(b"o", b"0"), b"", CONTENT.replace(b"\n", b"\r\n")],
    ids=["truncated", "altered", "empty", "line ends changed"],
)
def test_damaged_file_is_never_used(server, source, place, monkeypatch, content):
    source("http://127.0.0.1:9/nobody")
    path = save(place / "data" / NAME, content)
    monkeypatch.setenv("DLNLP_DATA", str(place / "data"))
    for use in fetch, available:
        with pytest.raises(DatasetDamaged, match="Delete it") as caught:
            use(NAME)
        for part in (
            str(path),
            hashlib.sha256(content).hexdigest(),
            hashlib.sha256(CONTENT).hexdigest(),
            f"{len(content)} bytes",
        ):
            assert part in str(caught.value)


def test_damaged_file_in_the_cache_is_downloaded_anew(server, source, place):
    source("http://127.0.0.1:9/nobody")
    path = save(place / "cache" / NAME, CONTENT[:-1])
    assert not available(NAME)
    with pytest.raises(DatasetMissing):
        fetch(NAME)
    source(f"{server}/good")
    assert fetch(NAME) == path
    assert path.read_bytes() == CONTENT
    assert left_in(place) == [path]


def test_download_with_another_content_is_not_kept(server, source, place):
    source(f"{server}/changed")
    with pytest.raises(DatasetDamaged, match="not kept and not used"):
        fetch(NAME)
    assert left_in(place) == []


def test_download_that_breaks_off_is_not_kept(server, source, place):
    source(f"{server}/short")
    with pytest.raises(DatasetMissing, match="could not be downloaded"):
        fetch(NAME)
    assert left_in(place) == []


@pytest.mark.parametrize("where", ["refused", "silent", "unknown name", "not found"])
def test_without_network_the_error_comes_soon_and_helps(
    server, source, place, monkeypatch, where
):
    monkeypatch.setattr(files, "SECONDS_TO_ANSWER", 1.0)
    with socket.socket() as silent:  # accepts a connection and then says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        addresses = {
            "refused": "http://127.0.0.1:9/words.txt",
            "silent": f"http://127.0.0.1:{silent.getsockname()[1]}/words.txt",
            "unknown name": "http://nobody.invalid/words.txt",
            "not found": f"{server}/nothing",
        }
        source(addresses[where])
        start = time.monotonic()
        with pytest.raises(DatasetMissing) as caught:
            fetch(NAME)
        assert time.monotonic() - start < 5
    for part in (
        "words to test with",
        "no licence",
        addresses[where],
        "DLNLP_DATA",
        "words.txt",
    ):
        assert part in str(caught.value)
    assert isinstance(caught.value, FileNotFoundError)
    assert left_in(place) == []


def test_cache_that_cannot_be_written(server, source, place, monkeypatch):
    source(f"{server}/good")
    save(place / "a file", b"no folder")
    monkeypatch.setenv("DLNLP_CACHE", str(place / "a file" / "cache"))
    with pytest.raises(DatasetMissing, match="DLNLP_CACHE") as caught:
        fetch(NAME)
    assert str(place / "a file" / "cache") in str(caught.value)


@pytest.mark.parametrize("kind", [OSError, PermissionError])
def test_cache_on_a_read_only_disk(server, source, place, monkeypatch, kind):
    def refuse(*_, **__):
        raise kind(30, "Read-only file system")

    source(f"{server}/good")
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(DatasetMissing, match="Read-only file system"):
        fetch(NAME)


@pytest.mark.parametrize("error", [DatasetMissing("gone"), DatasetDamaged("bad")])
def test_errors_travel_between_processes(error):
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert str(copied) == str(error)


def test_data_folder_that_is_none(source, place, monkeypatch):
    source("http://127.0.0.1:9/nobody")
    monkeypatch.setenv("DLNLP_DATA", str(place / "nowhere"))
    with pytest.raises(NotADirectoryError, match="DLNLP_DATA"):
        fetch(NAME)


@pytest.mark.parametrize("use", [fetch, available])
def test_name_that_is_not_in_the_catalogue(use):
    with pytest.raises(KeyError, match=r"wordnet/wordnet\.zip"):
        use("wordnet.zip")


def test_cache_folder_is_the_systems_unless_chosen(monkeypatch):
    monkeypatch.setenv("DLNLP_CACHE", "~/books")
    assert cache_folder() == Path.home() / "books"
    monkeypatch.delenv("DLNLP_CACHE")
    assert "dlnlp" in str(cache_folder())


NAMED_OTHERWISE = {  # at their address
    "translation/fra-eng_2019-04.txt": "/fra-eng.zip",
    "translation/kor-eng_2022.txt": "/kor.txt",
    "tinyshakespeare.txt": "/tinyshakespeare/input.txt",
}


def test_catalogue_is_complete():
    for name, source in CATALOGUE.items():
        assert re.fullmatch(r"https://\S+/[\w.-]+", source.address)
        file = name.split("/")[-1]
        assert source.address.endswith(NAMED_OTHERWISE.get(name, file))
        assert source.what
        assert source.licence
        for known in source.hashes:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}", known)


def test_names_are_paths_on_windows_too():
    for name in CATALOGUE:
        path = PureWindowsPath(r"C:\Users\Kim\my data") / name
        parts = tuple(name.split("/"))
        assert path.parts[-len(parts) :] == parts
        assert not re.search(r'[\\:*?"<>|]', name)


def test_text_from_windows(place):
    path = save(place / "자료.txt", b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert read_text(path) == "one\ntwo\n"


@pytest.mark.parametrize(
    ("content", "offset"),
    [
        ("낱말".encode("cp949"), 0),
        (b"word\xff", 4),
        ("word".encode("utf-16"), 0),
        (b"\xed\x95", 0),
    ],
)
def test_text_in_a_wrong_encoding(place, content, offset):
    path = save(place / "words.txt", content)
    with pytest.raises(
        ValueError, match=rf"offset {offset} .*Save it as UTF-8"
    ) as caught:
        read_text(path)
    assert str(path) in str(caught.value)
    with pytest.raises(ValueError, match="a file"):
        decode(content, "a file")
