"""What people said: pairs of words scored by similarity, and analogy questions."""

from collections.abc import Iterable

from dlnlp.datasets.files import fetch, read_text

SIMILARITY = {
    "wordsim353": "eval/wordsim353.tsv",
    "simlex999": "eval/simlex999.txt",
    "korean-wordsim353": "eval/kor_ws353.csv",
}
ANALOGIES = {
    "google": ("eval/questions-words.txt",),
    "korean": ("eval/kor_analogy_semantic.txt", "eval/kor_analogy_syntactic.txt"),
}


def similarity_pairs(name: str = "wordsim353") -> list[tuple[str, str, float]]:
    """Word similarity test: (word, word, score) for each pair; 10 is most similar.

    name  "wordsim353" (353 pairs, relatedness: Finkelstein et al. 2002), "simlex999"
          (999 pairs, similarity proper: Hill et al. 2015) or "korean-wordsim353"
          (323 pairs of kor2vec)

    ValueError: another name, an unreadable line. Others: those of `fetch`.
    """
    if name not in SIMILARITY:
        raise ValueError(
            f"no similarity test {name!r}; there are {', '.join(SIMILARITY)}"
        )
    path = fetch(SIMILARITY[name])
    return parse_pairs(read_text(path).splitlines(), str(path))


def analogy_questions(name: str = "google") -> list[tuple[str, str, str, str, str]]:
    """Analogy test: (section, a, b, c, d) each; a is to b as c is to d, the answer.

    name  "google" (19,544 questions in 14 sections: Mikolov et al. 2013, "Efficient
          estimation of word representations in vector space") or "korean" (1,260
          questions in 6 sections: kor2vec)

    ValueError: another name, an unreadable line. Others: those of `fetch`.
    """
    if name not in ANALOGIES:
        raise ValueError(f"no analogy test {name!r}; there are {', '.join(ANALOGIES)}")
    paths = [fetch(file) for file in ANALOGIES[name]]
    files = [parse_questions(read_text(p).splitlines(), str(p)) for p in paths]
    return [question for questions in files for question in questions]


def parse_pairs(lines: Iterable[str], where: str) -> list[tuple[str, str, float]]:
    """Pairs in lines of word, word, score, between tabs or commas; "#": a comment.

    where  the file's name, for the ValueError that a malformed line raises
    """
    pairs = []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            try:
                first, second, score = line.split("\t" if "\t" in line else ",")
                pairs.append((first.strip(), second.strip(), float(score)))
            except ValueError as error:
                raise ValueError(
                    f"{where}, line {number}: expected two words and a score, "
                    f"got {line!r}"
                ) from error
    return pairs


def parse_questions(
    lines: Iterable[str], where: str
) -> list[tuple[str, str, str, str, str]]:
    """Questions in lines of four words; a line from ":" or "#" on names a section.

    where  the file's name, for the ValueError that a malformed line raises
    """
    questions, section = [], ""
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if line.startswith((":", "#")):
            section = line.lstrip(":# ").partition(" (")[0]
        elif len(words) == 4:
            questions.append((section, words[0], words[1], words[2], words[3]))
        elif words:
            raise ValueError(
                f"{where}, line {number}: expected four words, got {line!r}"
            )
    return questions
