"""Training from files is training from memory, a text at a time."""

import tracemalloc

import numpy as np
import pytest

from dlnlp.vectors import IdFiles, WordVectors, train_word2vec, write_ids

V = 50


@pytest.fixture
def texts(tmp_path):
    """Three texts, and their files."""
    rng = np.random.default_rng(0)
    texts = [rng.zipf(1.5, n) % V for n in (3000, 100, 1000)]
    for n, ids in enumerate(texts):
        write_ids(tmp_path / f"{n}.npy", ids)
    return texts, sorted(tmp_path.iterdir())


def train(ids, **options):
    options = {"dim": 8, "epochs": 2, "window": 3} | options
    return train_word2vec(ids, V, rng=np.random.default_rng(1), **options)


def test_what_is_written_is_read(texts):
    ids, paths = texts
    files = IdFiles(paths)
    assert len(files) == 3
    for _ in range(2):
        for read, written in zip(files, ids, strict=True):
            assert read.dtype == np.intp
            assert np.array_equal(read, written)
    assert paths[0].stat().st_size < 4 * 3000 + 200


@pytest.mark.parametrize("model", ["skip-gram", "cbow"])
@pytest.mark.parametrize("subsample", [None, 1e-2])
def test_one_file_is_that_text_in_memory(texts, model, subsample):
    ids, paths = texts
    options = {"model": model, "subsample": subsample}
    memory, file = train(ids[0], **options), train(IdFiles(paths[:1]), **options)
    assert np.array_equal(memory.W_in, file.W_in)
    assert np.array_equal(memory.W_out, file.W_out)
    assert memory.losses == file.losses


@pytest.mark.parametrize("subsample", [None, 1e-2])
def test_many_files_are_learned_from(texts, subsample):
    found = train(IdFiles(texts[1]), epochs=4, subsample=subsample)
    assert found.losses[-1] < found.losses[0]
    whole = train(np.concatenate(texts[0]), epochs=4, subsample=subsample)
    assert found.losses[-1] == pytest.approx(whole.losses[-1], rel=0.05)


def test_training_goes_on_from_where_it_was(texts):
    ids = texts[0][0]
    first = train(ids, epochs=3)
    second = train(ids, start=first)
    assert second.losses[0] < first.losses[0]
    before = first.W_in.copy()
    train(ids, start=first)
    assert np.array_equal(first.W_in, before)
    with pytest.raises(ValueError, match="could not broadcast"):
        train(ids, start=WordVectors(first.W_in[:, :3], first.W_out[:, :3], []))


def test_only_one_text_is_in_memory(tmp_path):
    ids = np.random.default_rng(0).integers(0, V, 20_000)
    paths = [tmp_path / f"{n}.npy" for n in range(12)]
    for path in paths:
        write_ids(path, ids)

    def peak(n):
        tracemalloc.start()
        train(IdFiles(paths[:n]), epochs=1)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(12) < 1.3 * peak(3)


def test_bad_files(tmp_path):
    with pytest.raises(ValueError, match="at least one file"):
        IdFiles([])
    with pytest.raises(FileNotFoundError, match=r"no file of ids .*gone\.npy"):
        IdFiles([tmp_path / "gone.npy"])
    with pytest.raises(ValueError, match="whole numbers"):
        write_ids(tmp_path / "a.npy", [0.5])
    write_ids(tmp_path / "a.npy", [0, V])
    with pytest.raises(ValueError, match=f"between 0 and {V - 1}"):
        train(IdFiles([tmp_path / "a.npy"]))
    write_ids(tmp_path / "a.npy", [0])
    with pytest.raises(ValueError, match="corpus of 1 tokens"):
        train(IdFiles([tmp_path / "a.npy"]))
