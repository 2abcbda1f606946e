"""WordNet's database files: where they are, and the corpus that their glosses make."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from dlnlp.datasets.files import available, decode, fetch

PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
DATABASE_FILES = tuple(
    name.format(part)
    for part in PARTS_OF_SPEECH
    for name in ("index.{}", "data.{}", "{}.exc")
)
DEBIAN_FOLDER = Path("/usr/share/wordnet")  # of the package wordnet-base


def wordnet_available() -> bool:
    """Whether WordNet is on this machine: `wordnet_files()` needs no internet."""
    return available("wordnet/wordnet.zip") or _on_debian()


def wordnet_files(source: Path | str | None = None) -> dict[str, bytes]:
    """WordNet's database: a dictionary from file name ("data.noun", …) to content.

    source  a folder or a zip that holds the files. Without one it is the checked
            `wordnet.zip` (see `fetch`) or, if only that is at hand, Debian's
            wordnet-base

    FileNotFoundError: no such folder or zip. ValueError: it is no zip, or holds no
    WordNet. Without a source also the errors of `fetch`.
    """
    if source is None:
        debian = _on_debian() and not available("wordnet/wordnet.zip")
        source = DEBIAN_FOLDER if debian else fetch("wordnet/wordnet.zip")
    source = Path(source)
    files = _read_folder(source) if source.is_dir() else _read_zip(source)
    if "data.noun" not in files or "index.noun" not in files:
        raise ValueError(
            f"{source} holds no WordNet: the files data.noun and index.noun lack"
        )
    return files


def _on_debian() -> bool:
    return (DEBIAN_FOLDER / "data.noun").is_file()


def _read_folder(folder: Path) -> dict[str, bytes]:
    paths = [folder / name for name in DATABASE_FILES]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _read_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(member).name: member for member in archive.namelist()}
            here = [name for name in DATABASE_FILES if name in members]
            return {name: archive.read(members[name]) for name in here}
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path} is not a whole zip file ({error})") from error


def korean_words(content: bytes | None = None) -> list[tuple[str, int, str]]:
    """Korean words of synsets: (part of speech, offset, word) for each.

    content  the table, a line a word: "02958343-n", "kor:lemma", "자동차", between
             tabs. By default it is the checked `wn-wikt-kor.tab`, made for WordNet 3.0
             from Wiktionary (Bond and Foster 2013, "Linking and extending an open
             multilingual wordnet")

    ValueError: a line of another form. Without content also the errors of `fetch`.
    """
    name = "wn-wikt-kor.tab"
    content = fetch(f"wordnet/{name}").read_bytes() if content is None else content
    rows = []
    for line in decode(content, name).splitlines():
        if not line.startswith("#"):
            try:
                synset, _, word = line.split("\t")
                offset, pos = synset.split("-")
                rows.append((pos, int(offset), word))
            except ValueError as error:
                raise ValueError(
                    f"{name}: not a synset and a Korean word: {line!r}"
                ) from error
    return rows


def wordnet_glosses(files: Mapping[str, bytes] | None = None) -> list[str]:
    """Glosses: of each synset its definition and its examples, as one text.

    files  a WordNet as `wordnet_files` gives it, which is the default

    The 117,659 glosses of WordNet 3.0 are a corpus of some 1.6 million tokens in which
    every word is explained by its company: a dictionary read as running text. A gloss
    is what follows the bar in a line of a data file.
    """
    files = wordnet_files() if files is None else files
    glosses = []
    for part in PARTS_OF_SPEECH:
        name = f"data.{part}"
        for line in decode(files.get(name, b""), name).splitlines():
            fields, bar, gloss = line.partition(" | ")
            licence = fields.startswith(" ")  # its lines begin with a blank
            if bar and not licence:
                glosses.append(gloss.strip())
    return glosses
