"""Saved parameters: what comes back, what is refused, what a killed save leaves."""

import json
import os
import signal
import struct
import subprocess
import sys
import time

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


def test_any_array_and_its_notes_come_back(tmp_path):
    tensors = {
        "transposed": np.arange(6.0).reshape(2, 3).T,
        "every second": np.arange(8)[::2],
        "a number": np.array(7),
        "nothing": np.empty((0, 3)),
    }
    save_tensors(tensors, tmp_path / "x", {"rng": "{}"})
    found, notes = load_tensors(tmp_path / "x")
    assert found.keys() == tensors.keys()
    for name, array in tensors.items():
        assert found[name].shape == array.shape
        assert np.array_equal(found[name], array)
    assert notes == {"rng": "{}"}


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


@pytest.mark.parametrize("what", ["os.replace", "os.fsync"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_failed_save_leaves_the_old_file_and_no_draft(
    tmp_path, monkeypatch, what, error
):
    def fails(*_):
        raise error

    path = tmp_path / "model"
    Small(1.0).save(path)
    before = path.read_bytes()
    monkeypatch.setattr(what, fails)
    with pytest.raises(type(error)):
        Small(2.0).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


SAVE_FOR_EVER = """
import sys, itertools, numpy as np
from dlnlp.nn.tensor_files import save_tensors
for i in itertools.count():
    save_tensors({"W": np.full(300_000, float(i))}, sys.argv[1])
    print(i, flush=True)
"""


def test_killed_saves_never_damage_the_file(tmp_path):
    """kill -9 at some moment of a loop of saves, six times: the file is whole."""
    path = tmp_path / "model"
    for attempt in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVE_FOR_EVER, path], stdout=subprocess.PIPE
        )
        for _ in range(2):
            process.stdout.readline()
        time.sleep(0.0013 * attempt)  # somewhere in the third save
        os.kill(process.pid, signal.SIGKILL)
        last = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        W = load_tensors(path)[0]["W"]
        assert len(W) == 300_000
        assert (W[0] == W).all()
        assert W[0] >= (int(last[-1]) if last else 1)
        left = {p.name for p in tmp_path.iterdir()}
        assert left <= {"model", "model.draft"}
    save_tensors({"W": np.zeros(1)}, path)  # writes over a draft that was left
    assert [p.name for p in tmp_path.iterdir()] == ["model"]
