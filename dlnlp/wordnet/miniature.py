"""A thesaurus small enough to read whole, written out in WordNet's file format.

It needs no download and is the same on every machine. Its words and definitions are
this book's own; its form, down to the byte offsets, is that of WordNet's database (see
`dlnlp.wordnet.database_format`), so whatever reads the large thesaurus reads this one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

# One synset a line; a synset stands below its hypernym, two blanks further in. The
# columns: its words | its gloss | its Korean words | a second hypernym.
# "=" marks a name, an instance.
OUTLINE = """
entity | whatever there is to speak of; "a lamp is an entity and so is a wish" | 실체
  abstract entity | an entity without place or weight
    communication | what one mind hands on to another | 의사소통
      writing, text | language set down in letters | 글
        fiction, story | writing about things that did not happen; "she reads only fiction" | 이야기
          novel | a story long enough to fill a book; "his novel has ninety chapters" | 소설
          fairy tale | a story of wonders, told to children | 동화
        letter | writing sent from one person to another; "the letter took a week" | 편지
    organization | people who act together under one name | 조직, 단체
      bank | a firm that keeps and lends money; "she opened an account at the bank" | 은행
      school | an organization in which the young are taught | 학교
    period | a stretch of time with a beginning and an end | 기간
      day | the time from one midnight to the next; "a week has seven days" | 하루, 날
      day, daytime | the light part of those hours; "the owl sleeps by day" | 낮
      night, nighttime | the dark part of those hours; "the owl hunts at night" | 밤
      year | the time in which the earth rounds the sun once | 해, 년
  physical entity | an entity that is somewhere and weighs something
    object, thing | a physical entity with an outline of its own | 물체, 사물
      organism, living thing | an object that feeds, grows and dies | 생물
        person, human | an organism that talks and writes books | 사람, 인간
          man | a grown male person | 남자
          woman | a grown female person | 여자
          writer, author | a person whose work is writing | 작가, 저자
          ruler, sovereign | a person who has the highest say in a country | 통치자
            king | a ruler who is a man; "the king gave up the crown" | 왕 | man
            queen | a ruler who is a woman; "the queen opened parliament" | 여왕 | woman
        animal, beast | an organism that moves about and eats others | 동물
          pet | an animal kept for its company
          mammal | a warm animal that suckles its young | 포유류
            predator | a mammal that lives on other animals
              canine | a predator of the kind that barks or howls
                dog, domestic dog | a canine that lives with people; "walk the dog" | 개 | pet
                wolf | a wild canine that hunts in packs | 늑대, 이리
              cat, house cat | a small predator that purrs; "the cat drinks milk" | 고양이 | pet
            horse | a large mammal with hooves, ridden or put to a cart | 말
            mouse | a very small mammal with a long tail | 쥐, 생쥐
          bird | an animal with feathers, which can mostly fly | 새
            owl | a bird that hunts by night | 올빼미
        plant | an organism that lives on light and stays where it grows | 식물
          tree | a plant with a trunk of wood | 나무
      place | an object that one can be in or go to | 장소
        city | a place where very many people live; "the city never sleeps" | 도시
          =Seoul | the capital of South Korea | 서울
          =Paris | the capital of France | 파리
        bank, riverbank | the strip of land along a river; "they fished from the bank" | 강둑, 강가
      artifact | an object that somebody made | 인공물
        vehicle | an artifact that carries people or goods | 탈것
          wheeled vehicle | a vehicle that rolls
            motor vehicle | a wheeled vehicle with an engine
              car, automobile, auto | a motor vehicle for a few people; "park the car" | 자동차, 차
              motorcycle, motorbike | a motor vehicle with two wheels and a saddle | 오토바이
              truck, lorry | a motor vehicle for heavy goods | 트럭
            bicycle, bike | a wheeled vehicle that the rider's legs drive | 자전거
            car, railway car | one of the wheeled vehicles of a train; "the dining car" | 객차
          ship | a large vehicle for the sea | 배
        publication | an artifact printed in many copies for sale | 출판물
          book | a publication of many pages between two covers; "a shelf of books" | 책
            novel | a book with a long story in it; "the novel fell off the table" | 소설책
            dictionary | a book that explains words | 사전
          newspaper | a publication that is out of date tomorrow | 신문
        device | an artifact that does a job
          computer | a device that follows a program | 컴퓨터
          mouse, computer mouse | a device moved by hand to point on a screen | 마우스
        game piece | an artifact moved about on a board
          king | the game piece that must not be lost at chess | 킹
          queen | the game piece that moves farthest at chess | 퀸
"""  # noqa: E501
EXCEPTIONS = "mice mouse\nmen man\nwomen woman\nwolves wolf\npeople person\n"
HEADER = (
    "  1 A small thesaurus in the format of WordNet's database; "
    "made by dlnlp, MIT licence.  \n"
)


@dataclass
class Entry:
    """A synset on its way into the file.

    pointers  pairs of a kind and an entry
    """

    words: list[str]
    gloss: str
    korean: list[str]
    pointers: list[tuple[str, Entry]] = field(default_factory=list)
    offset: int = 0


def thesaurus_files() -> dict[str, bytes]:
    """The thesaurus as database files, from file name to content.

    "data.noun", "index.noun" and "noun.exc" are laid out as `wordnet_files` gives those
    of WordNet; the Korean words in "wn-wikt-kor.tab" have the form of the Open
    Multilingual Wordnet.
    """
    entries = _read_outline()
    offset = len(HEADER)
    for entry in entries:
        # A line keeps its length whatever the offsets in it: eight digits each
        entry.offset = offset
        offset += len(_data_line(entry).encode())
    korean = [f"{e.offset:08d}-n\tkor:lemma\t{w}\n" for e in entries for w in e.korean]
    return {
        "data.noun": (HEADER + "".join(map(_data_line, entries))).encode(),
        "index.noun": (HEADER + "".join(_index_lines(entries))).encode(),
        "noun.exc": EXCEPTIONS.encode(),
        "wn-wikt-kor.tab": "".join(korean).encode(),
    }


def _read_outline() -> list[Entry]:
    entries: list[Entry] = []
    above: list[Entry] = []  # what the current line stands below, from the top down
    second_hypernyms: list[tuple[Entry, str]] = []
    for line in OUTLINE.strip().splitlines():
        columns = [column.strip() for column in line.split("|")]
        words, gloss, korean, second = (*columns, "", "")[:4]
        entry = Entry(
            words=[word.strip("= ").replace(" ", "_") for word in words.split(",")],
            gloss=gloss,
            korean=korean.split(", ") if korean else [],
        )
        depth = (len(line) - len(line.lstrip())) // 2
        del above[depth:]
        if above:
            _link(entry, above[-1], instance="i" if words.startswith("=") else "")
        if second:
            second_hypernyms.append((entry, second))
        above.append(entry)
        entries.append(entry)
    for entry, word in second_hypernyms:
        _link(entry, next(e for e in entries if e.words[0] == word), instance="")
    return entries


def _link(special: Entry, general: Entry, instance: str) -> None:
    special.pointers.append(("@" + instance, general))
    general.pointers.append(("~" + instance, special))


def _data_line(entry: Entry) -> str:
    words = " ".join(f"{word} 0" for word in entry.words)
    pointers = "".join(f"{kind} {to.offset:08d} n 0000 " for kind, to in entry.pointers)
    return (
        f"{entry.offset:08d} 00 n {len(entry.words):02x} {words} "
        f"{len(entry.pointers):03d} {pointers}| {entry.gloss}  \n"
    )


def _index_lines(entries: list[Entry]) -> list[str]:
    senses: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for word in entry.words:
            senses[word.lower()].append(entry)
    lines = []
    for word, synsets in sorted(senses.items()):
        kinds = sorted({kind for synset in synsets for kind, _ in synset.pointers})
        fields = [word, "n", len(synsets), len(kinds), *kinds, len(synsets), 0]
        offsets = [f"{synset.offset:08d}" for synset in synsets]
        lines.append(" ".join(map(str, [*fields, *offsets])) + "  \n")
    return lines
