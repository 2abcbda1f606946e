"""Atomic writes: whole or not at all, by many at once, with the right permissions."""

import os
import stat
import subprocess
import sys
import time

import pytest

from dlnlp.atomic_write import ABANDONED, TEMPORARY, atomic_write


def save(path, content):
    with atomic_write(path) as file:
        file.write(content)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["model", "모델 1.txt", "m.draft", "가" * 85, ".m"])
def test_what_was_written_is_read(tmp_path, name):
    for content in b"one", b"", b"two" * 100_000:
        save(str(tmp_path / name), content)
        assert (tmp_path / name).read_bytes() == content
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("what", ["os.replace", "os.fsync", "shutil.copymode"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, what, error
):
    def fails(*_):
        raise error

    save(tmp_path / "model", b"old")
    monkeypatch.setattr(what, fails)
    with pytest.raises(type(error)):
        save(tmp_path / "model", b"new")
    assert (tmp_path / "model").read_bytes() == b"old"
    assert names(tmp_path) == ["model"]


def test_an_error_of_the_writer_leaves_the_old_file_and_nothing_else(tmp_path):
    save(tmp_path / "model", b"old")
    with (
        pytest.raises(TypeError, match="bytes-like"),
        atomic_write(tmp_path / "model") as file,
    ):
        file.writelines([b"half", "text"])
    assert (tmp_path / "model").read_bytes() == b"old"
    assert names(tmp_path) == ["model"]


def test_two_writers_at_once_do_not_disturb_each_other(tmp_path):
    with atomic_write(tmp_path / "m") as one, atomic_write(tmp_path / "m") as other:
        other.write(b"other")
        one.write(b"one")
    assert (tmp_path / "m").read_bytes() == b"one"
    assert names(tmp_path) == ["m"]


SAVE_FOR_EVER = """
import itertools, sys
from dlnlp.atomic_write import atomic_write
for i in itertools.count():
    with atomic_write(sys.argv[1]) as file:
        for _ in range(30):
            file.write(b"%d " % i * 10_000)
    print(i, flush=True)
"""


def saver(path):
    command = [sys.executable, "-c", SAVE_FOR_EVER, path]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def is_whole(content):
    words = content.split()
    return len(words) == 300_000 and len(set(words)) == 1


def test_processes_that_save_to_one_path(tmp_path):
    path = tmp_path / "model"
    processes = [saver(path) for _ in range(2)]
    for process in processes:
        process.stdout.readline()
    for _ in range(20):
        assert is_whole(path.read_bytes())
    for process in processes:
        assert process.poll() is None
        process.kill()
        process.communicate()


def test_killed_saves_never_damage_the_file_and_their_traces_go(tmp_path):
    """kill -9 at some moment of a loop of saves, six times."""
    path = tmp_path / "model"
    for attempt in range(6):
        process = saver(path)
        for _ in range(2):
            process.stdout.readline()
        time.sleep(0.0013 * attempt)  # somewhere in the third save
        process.kill()
        process.communicate()
        assert is_whole(path.read_bytes())
    an_hour_ago = time.time() - ABANDONED - 1
    for left in tmp_path.glob(TEMPORARY.format("*")):
        os.utime(left, (an_hour_ago, an_hour_ago))
    save(path, b"next")
    assert names(tmp_path) == ["model"]


def test_only_abandoned_temporary_files_are_removed(tmp_path):
    old, new, another = (TEMPORARY.format("old"), TEMPORARY.format("new"), "old.tmp")
    for name in old, new, another:
        (tmp_path / name).touch()
    long_ago = time.time() - ABANDONED - 1
    for name in old, another:
        os.utime(tmp_path / name, (long_ago, long_ago))
    save(tmp_path / "model", b"")
    assert names(tmp_path) == sorted([new, "model", another])


@pytest.mark.parametrize("refusals", [2, 9])
def test_a_file_that_another_program_reads_on_windows(tmp_path, monkeypatch, refusals):
    replace, calls = os.replace, []

    def refuses(*paths):
        calls.append(paths)
        if len(calls) <= refusals:
            raise PermissionError("the file is in use")
        replace(*paths)

    monkeypatch.setattr(os, "replace", refuses)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    if refusals == 2:
        save(tmp_path / "model", b"new")
        assert (tmp_path / "model").read_bytes() == b"new"
    else:
        with pytest.raises(PermissionError, match="in use"):
            save(tmp_path / "model", b"new")
        assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_are_the_old_files_or_the_usual_ones(tmp_path):
    (tmp_path / "usual").touch()
    save(tmp_path / "new", b"")
    assert mode(tmp_path / "new") == mode(tmp_path / "usual")
    for permissions in 0o600, 0o640, 0o664:
        (tmp_path / "new").chmod(permissions)
        save(tmp_path / "new", b"again")
        assert mode(tmp_path / "new") == permissions


def test_a_symbolic_link_stays_and_what_it_points_to_is_written(tmp_path):
    there, link, chain = tmp_path / "there", tmp_path / "link", tmp_path / "chain"
    there.mkdir()
    link.symlink_to(there / "model")  # which is not there yet
    chain.symlink_to("link")
    for path in link, chain:
        save(path, path.name.encode())
        assert (there / "model").read_bytes() == path.name.encode()
    assert link.is_symlink()
    assert chain.is_symlink()
    assert names(there) == ["model"]
    assert names(tmp_path) == ["chain", "link", "there"]


def test_where_no_file_can_be(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in tmp_path / "folder", os.devnull, "":
        with pytest.raises(FileExistsError, match="is not a file"):
            save(path, b"")
    with pytest.raises(FileNotFoundError):
        save(tmp_path / "absent" / "model", b"")
    save(tmp_path / "file", b"")
    with pytest.raises((NotADirectoryError, FileNotFoundError)):  # Windows says that
        save(tmp_path / "file" / "model", b"")
    assert names(tmp_path) == ["file", "folder"]
