"""Shards are read whole or not at all; what is wrong with one is said. No cluster."""

import bz2
import gzip
import hashlib
import lzma
import pickle
import tracemalloc
import zipfile

import pytest

from dlnlp.cluster import BadShard, Corpus, Shard, find_shards, listed_shards, shards
from dlnlp.cluster.shards import read_lines

fsspec = pytest.importorskip("fsspec", reason="fsspec is missing; it comes with Dask")

TEXT = "the cat drinks milk\n고양이가 우유를 마신다\n" * 50


def write(path, content):
    path.write_bytes(content)
    return Shard(str(path))


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("plain.txt", bytes),
        ("packed.gz", gzip.compress),
        ("packed.bz2", bz2.compress),
        ("packed.xz", lzma.compress),
    ],
)
@pytest.mark.parametrize("piece", [1, 100, 10**6])
def test_the_text_comes_in_whole_lines(tmp_path, monkeypatch, name, pack, piece):
    monkeypatch.setattr(shards, "PIECE", piece)
    packed = pack(TEXT.encode())
    shard = write(tmp_path / name, packed)
    digest = hashlib.sha256()
    texts = list(read_lines(shard, digest))
    assert "".join(texts) == TEXT
    assert all(text.endswith("\n") for text in texts)
    assert len(texts) == {1: 100, 10**6: 1}.get(piece, len(texts))
    assert digest.hexdigest() == hashlib.sha256(packed).hexdigest()


def test_a_byte_order_mark_is_no_text(tmp_path):
    shard = write(tmp_path / "a.txt", "\ufeffthe cat\n".encode())
    assert list(read_lines(shard)) == ["the cat\n"]


PACKED = gzip.compress(TEXT.encode(), compresslevel=0)  # its letters can be seen


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "is empty"),
        ("empty.gz", gzip.compress(b""), "is empty"),
        ("nothing.gz", b"", "is empty"),
        ("cut.gz", PACKED[:-300], "cut short or damaged"),
        ("cut.bz2", bz2.compress(TEXT.encode())[:-9], "cut short or damaged"),
        ("cut.xz", lzma.compress(TEXT.encode())[:-9], "cut short or damaged"),
        ("other.gz", TEXT.encode(), "damaged"),
        ("other.bz2", TEXT.encode(), "is damaged"),
        ("other_letter.gz", PACKED.replace(b"cat", b"bat", 1), "damaged"),
        ("latin.txt", b"the cat\ncaf\xe9\n", "0xe9 at offset 11"),
        ("cut.txt", TEXT.encode()[:-3], "at offset"),
        ("utf16.txt", "the cat".encode("utf-16"), "0x00 at offset 3"),
        ("utf16.txt", "the cat".encode("utf-16-le"), "0x00 at offset 1"),
        ("some.zip", b"PK", "is a zip"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_wrong_with_a_shard(tmp_path, monkeypatch, name, content, message):
    monkeypatch.setattr(shards, "PIECE", 1)
    shard = write(tmp_path / name, content)
    with pytest.raises(BadShard, match=message) as caught:
        list(read_lines(shard))
    assert name in str(caught.value)


def test_a_shard_that_is_missing(tmp_path):
    with pytest.raises(BadShard, match=r"gone\.txt is missing"):
        list(read_lines(Shard(str(tmp_path / "gone.txt"))))
    with pytest.raises(FileNotFoundError, match="no file matches"):
        find_shards(f"{tmp_path}/*.gz")
    with pytest.raises(IsADirectoryError):  # nothing is wrong with a shard there
        list(read_lines(Shard(str(tmp_path))))


def test_a_text_that_was_cut_short_at_the_end_of_a_line(tmp_path):
    whole = write(tmp_path / "a.txt", TEXT.encode())
    write(tmp_path / "b.gz", gzip.compress(TEXT.encode()))
    lines = [
        f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("a.txt", "b.gz")
    ]
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    known = listed_shards(str(tmp_path / "SHA256SUMS"))
    assert ["".join(read_lines(shard)) for shard in known] == [TEXT, TEXT]

    write(tmp_path / "a.txt", TEXT.encode()[: TEXT.encode().index(b"\n") + 1])
    assert list(read_lines(whole)) == ["the cat drinks milk\n"]  # nobody can know
    with pytest.raises(BadShard, match="has changed, or was cut short"):
        list(read_lines(known[0]))

    (tmp_path / "SHA256SUMS").write_text("a.txt\n")
    with pytest.raises(ValueError, match="no list as sha256sum writes it"):
        listed_shards(str(tmp_path / "SHA256SUMS"))


@pytest.mark.parametrize(
    "address",
    [
        "{folder}/{name}",
        "file://{folder}/{name}",
        "simplecache::file://{folder}/{name}",
        "zip://{name}::{folder}/all.zip",
        "filecache::zip://{name}::file://{folder}/all.zip",
        "memory://here/{name}",
    ],
)
def test_any_address_that_fsspec_knows_will_do(tmp_path, address):
    texts = {f"part{n}.txt": f"text {n}\n" for n in range(3)}
    names = (
        hashlib.sha256(t.encode()).hexdigest() + f"  {n}" for n, t in texts.items()
    )
    content = {**texts, "SHA256SUMS": "\n".join(names)}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, text in content.items():
            (tmp_path / name).write_text(text)
            archive.writestr(name, text)
            fsspec.filesystem("memory").pipe(f"/here/{name}", text.encode())
    found = find_shards(address.format(folder=tmp_path, name="part*.txt"))
    listed = listed_shards(address.format(folder=tmp_path, name="SHA256SUMS"))
    for corpus in (found, listed):
        assert ["".join(read_lines(shard)) for shard in corpus] == [*texts.values()]


def test_a_corpus():
    with pytest.raises(ValueError, match="at least one shard"):
        Corpus([])
    with pytest.raises(ValueError, match=r"b\.txt is named twice"):
        Corpus([Shard("a.txt"), Shard("b.txt"), Shard("b.txt")])
    corpus = Corpus([Shard("a"), Shard("b")], tokenize=str.split)
    assert corpus.sealed(["1", "2"]).shards == [Shard("a", "1"), Shard("b", "2")]
    assert corpus.sealed(["1", "2"]).tokenize is str.split
    assert pickle.loads(pickle.dumps(corpus)) == corpus


def test_a_long_shard_takes_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "PIECE", 10_000)

    def peak(repeats):
        shard = write(
            tmp_path / f"{repeats}.gz", gzip.compress(TEXT.encode() * repeats)
        )
        tracemalloc.start()
        n = sum(map(len, read_lines(shard)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert n == repeats * len(TEXT)
        return most

    peak(1)
    assert peak(400) < 1.2 * peak(100)
