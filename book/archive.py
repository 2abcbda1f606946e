"""Pack the built site into one archive: `python book/archive.py [--site FOLDER]`.

The same site always gives the same archive, byte for byte: files are sorted, and all
carry one date. Unpacked, it works from any static server, in any folder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from settings import ROOT

FOLDER = "dlnlp-book"  # all of the archive lies in it
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say
READABLE = 0o644 << 16


def pack(site: Path, archive: Path) -> None:
    """Write every file of the site into the archive.

    Raises FileNotFoundError if there is no built site in that folder.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(
            f"{site} holds no index.html: build the book first (make book)"
        )
    files = sorted(path for path in site.rglob("*") if path.is_file())
    archive.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(archive, "w") as packed:
        for path in files:
            name = f"{FOLDER}/{path.relative_to(site).as_posix()}"
            info = ZipInfo(name, DATE)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = READABLE
            info.create_system = 3  # else it says on which system it was packed
            packed.writestr(info, path.read_bytes(), compresslevel=9)


def main() -> None:
    parser = argparse.ArgumentParser(description="Pack the built site.")
    built = ROOT / "_build"
    parser.add_argument("--site", type=Path, default=built / "html")
    parser.add_argument("--out", type=Path, default=built / "dlnlp-book.zip")
    arguments = parser.parse_args()
    try:
        pack(arguments.site, arguments.out)
    except FileNotFoundError as error:
        sys.exit(str(error))
    size = arguments.out.stat().st_size / 1e6
    print(f"{arguments.out}: {size:.1f} MB. Unpacked, any static server can serve it.")


if __name__ == "__main__":
    main()
