"""Atomic write: a file appears whole or not at all, whatever stops the program."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".dlnlp-{}.tmp"  # the name of a temporary file, with what makes it unique
ABANDONED = 3600.0  # seconds since anybody wrote to it
WAITS = 0.01, 0.05, 0.2, 0.5  # seconds between attempts to take the file's place


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Give a file to write bytes to, which takes the place of `path` at the end.

    Until then it is a temporary file in the same folder, with a name of its own, so
    that two programs can save to one path: the last one counts. An error removes it. A
    killed program cannot, so each save also removes the temporary files of its folder
    to which nobody has written for an hour.

    A file keeps the permissions that it has, and a new one gets the usual ones. Where
    `path` is a symbolic link, the file that it points to is written, and the link
    stays.

    FileExistsError: there is something else than a file, a folder for example. Other
    kinds of OSError: the folder is not there, or not writable, or the disk is full.
    """
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise FileExistsError(f"{path} is not a file, so no file can take its place")
    _remove_abandoned(target.parent)
    temporary = target.with_name(TEMPORARY.format(secrets.token_hex(8)))
    try:
        with open(temporary, "xb") as file:
            if target.exists():
                shutil.copymode(target, temporary)
            yield file
            file.flush()
            os.fsync(file.fileno())  # on the disk before the old file goes
        _replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _replace(temporary: Path, target: Path) -> None:
    """Windows refuses it while another program has the file open: try again."""
    for wait in WAITS:
        try:
            os.replace(temporary, target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    os.replace(temporary, target)


def _remove_abandoned(folder: Path) -> None:
    for path in folder.glob(TEMPORARY.format("*")):
        with suppress(OSError):  # another's file, or another was faster
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()
