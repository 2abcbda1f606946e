"""word2vec's text format: every bit kept, as gensim has it, damage noticed."""

import numpy as np
import pytest
from scipy import sparse

from dlnlp.vectors.embeddings import Embeddings


def test_files_keep_every_bit(tmp_path):
    vectors = np.random.default_rng(0).standard_normal((3, 5)).astype(np.float32)
    path = tmp_path / "vectors.txt"
    for store in np.asarray, sparse.csr_array:
        Embeddings(["the", "고양이", "don't"], store(vectors)).save(path)
        loaded = Embeddings.load(path)
        assert loaded.words == ["the", "고양이", "don't"]
        assert np.array_equal(loaded.vectors, vectors)
    assert [p.name for p in tmp_path.iterdir()] == ["vectors.txt"]


def test_gensim_opens_our_files_and_we_open_gensims(tmp_path):
    gensim = pytest.importorskip(
        "gensim", reason="gensim is not installed: pip install gensim"
    )
    vectors = np.random.default_rng(0).standard_normal((4, 6)).astype(np.float32)
    ours = Embeddings(list("abcd"), vectors)
    ours.save(tmp_path / "ours.txt")
    theirs = gensim.models.KeyedVectors.load_word2vec_format(tmp_path / "ours.txt")
    assert np.array_equal(theirs.vectors, vectors)
    assert theirs.most_similar("a")[0][0] == ours.nearest("a")[0][0]
    assert theirs.similarity("a", "b") == pytest.approx(
        ours.similarity("a", "b"), abs=1e-6
    )
    theirs.save_word2vec_format(str(tmp_path / "theirs.txt"))
    np.testing.assert_allclose(
        Embeddings.load(tmp_path / "theirs.txt").vectors, vectors, rtol=1e-6
    )


@pytest.mark.parametrize(
    "content",
    [b"2 2\r\na 1 2\r\nb 3 4\r\n", b"\xef\xbb\xbf2 2\na 1 2\nb 3 4\n"],
    ids=["line ends", "byte order mark"],
)
def test_files_from_windows_are_read(tmp_path, content):
    path = tmp_path / "vectors.txt"
    path.write_bytes(content)
    loaded = Embeddings.load(path)
    assert loaded.words == ["a", "b"]
    assert loaded["b"].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: expected `V D`"),
        (b"a 1 2\n", "line 1: expected `V D`"),
        ("² 2\n".encode(), "line 1: expected `V D`"),
        (b"2 2\na 1 2\n", "announces 2 words and holds 1: cut short"),
        (b"1 3\na 1 2\n", "line 2: expected 3 numbers, found 2"),
        (b"1 2\na 1 x\n", "line 2"),
        (b"1 2\na 1 nan\n", "NaN"),
        (b"2 1\na 1\na 2\n", "more than once"),
        ("2 1\né 1\nb 2\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_damaged_files(tmp_path, content, message):
    path = tmp_path / "vectors.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        Embeddings.load(path)


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "vectors.txt"
    Embeddings(["a"], np.ones((1, 2))).save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="white space"):
        Embeddings(["two words"], np.ones((1, 2))).save(path)
    monkeypatch.setattr(
        "os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        Embeddings(["b"], np.zeros((1, 2))).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["vectors.txt"]
