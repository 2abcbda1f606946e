"""Saved parameters: what comes back, what is refused, what a failed save leaves."""

import json
import struct

import numpy as np
import pytest

from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.tensor_files import load_tensors, save_tensors


class Small(Module):
    def __init__(self, fill=0.0):
        self.W = Parameter(np.full((3, 4), fill, dtype=np.float32))
        self.b = Parameter(np.full(4, fill))  # float64
        self.gain = Parameter(fill)  # no axes


def test_round_trip_keeps_every_bit(tmp_path):
    rng = np.random.default_rng(0)
    saved, loaded = Small(), Small()
    for parameter in saved.parameters():
        parameter.value[...] = rng.standard_normal(parameter.value.shape)
    saved.W.value[0] = [np.finfo(np.float32).tiny / 2, -0.0, 3.4e38, 1e-45]
    saved.save(tmp_path / "model.safetensors")
    loaded.load(str(tmp_path / "model.safetensors"))
    for one, other in zip(saved.parameters(), loaded.parameters(), strict=True):
        assert one.value.dtype == other.value.dtype
        assert one.value.tobytes() == other.value.tobytes()
    assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]


def test_any_array_and_its_metadata_come_back(tmp_path):
    tensors = {
        "transposed": np.arange(6.0).reshape(2, 3).T,
        "every second": np.arange(8)[::2],
        "a number": np.array(7),
        "nothing": np.empty((0, 3)),
    }
    save_tensors(tensors, tmp_path / "x", {"rng": "{}"})
    found, metadata = load_tensors(tmp_path / "x")
    assert found.keys() == tensors.keys()
    for name, array in tensors.items():
        assert found[name].shape == array.shape
        assert np.array_equal(found[name], array)
    assert metadata == {"rng": "{}"}


def test_torch_reads_what_we_write(tmp_path, torch):
    from safetensors.torch import load_file

    model = Small(0.5)
    model.save(tmp_path / "model.safetensors")
    theirs = load_file(tmp_path / "model.safetensors")
    assert np.array_equal(theirs["W"].numpy(), model.W.value)


def test_file_of_another_model(tmp_path):
    class Other(Module):
        def __init__(self):
            self.W = Parameter(np.ones((4, 3)))
            self.c = Parameter(np.ones(4))

    Other().save(tmp_path / "model")
    model = Small()
    with pytest.raises(ValueError) as caught:
        model.load(tmp_path / "model")
    message = str(caught.value)
    assert "this Small" in message
    assert "W: expected (3, 4), found (4, 3)" in message
    assert "b is missing" in message
    assert "c is not known here" in message
    assert not model.W.value.any()


def bfloat16():
    """A whole safetensors file, of numbers that NumPy doesn't have."""
    about = {"W": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    header = json.dumps(about).encode()
    return struct.pack("<Q", len(header)) + header + b"\0" * 4


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"PK\3\4 something else " * 9, bfloat16()]
)
def test_foreign_files(tmp_path, content):
    path = tmp_path / "model"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="model is not a whole safetensors file"):
        Small().load(path)


def test_every_truncation_is_noticed(tmp_path):
    path = tmp_path / "model"
    Small(1.0).save(path)
    whole = path.read_bytes()
    model = Small()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cut short"):
            model.load(path)
    assert not model.W.value.any()


def test_no_file(tmp_path):
    for path in tmp_path / "absent", tmp_path:
        with pytest.raises(FileNotFoundError, match="there is no file"):
            Small().load(path)


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError("disk full")

    path = tmp_path / "model"
    Small(1.0).save(path)
    before = path.read_bytes()
    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(OSError, match="disk full"):
        Small(2.0).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["model"]
