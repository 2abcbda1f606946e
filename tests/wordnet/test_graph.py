"""The thesaurus: the small one exactly, the large one against NLTK's reader."""

import pickle
import random
import warnings
import zipfile

import pytest

from dlnlp.datasets import DatasetMissing, available, fetch
from dlnlp.wordnet.database_format import parse_index, parse_synset
from dlnlp.wordnet.files import korean_words
from dlnlp.wordnet.graph import SynsetNotFound, WordNet, miniature
from dlnlp.wordnet.miniature import OUTLINE, thesaurus_files

needs_wordnet = pytest.mark.skipif(
    not available("wordnet/wordnet.zip"),
    reason="wordnet.zip is neither in DLNLP_DATA nor cached",
)


@pytest.fixture(scope="module")
def small():
    return miniature()


# The small thesaurus


def test_every_line_of_the_outline_becomes_a_synset(small):
    assert len(list(small.all_synsets())) == len(OUTLINE.strip().splitlines())


def test_senses_come_in_order(small):
    assert [s.definition.split()[1] for s in small.synsets("bank")] == ["firm", "strip"]
    assert small.synsets("bank") == [small["bank.n.01"], small["bank.n.02"]]


def test_synset_has_words_definition_and_examples(small):
    car = small["car.n.01"]
    assert car.lemmas == ("car", "automobile", "auto")
    assert car.definition == "a motor vehicle for a few people"
    assert car.examples == ("park the car",)
    assert repr(car) == "Synset('car.n.01')"


def test_hypernyms_and_hyponyms_are_each_others_inverse(small):
    for synset in small.all_synsets():
        assert all(synset in small.hyponyms(h) for h in small.hypernyms(synset))
        assert all(synset in small.hypernyms(h) for h in small.hyponyms(synset))


def test_paths_run_from_the_root_to_the_synset(small):
    paths = small.hypernym_paths(small["dog.n.01"])
    assert [[s.lemmas[0] for s in path[-3:]] for path in paths] == [
        ["predator", "canine", "dog"],
        ["animal", "pet", "dog"],
    ]
    assert {path[0].name for path in paths} == {"entity.n.01"}


def test_an_instance_stands_below_what_it_is_one_of(small):
    seoul = small["seoul.n.01"]
    assert [p.symbol for p in seoul.pointers] == ["@i"]
    assert small.hypernyms(seoul) == [small["city.n.01"]]


def test_similarities_by_hand(small):
    car, motorcycle = small["car.n.01"], small["motorcycle.n.01"]
    assert small.path_similarity(car, car) == 1
    assert small.path_similarity(car, motorcycle) == 1 / 3  # two steps
    # motor vehicle is the 7th from the top: entity, physical entity, object, …
    assert small.wup_similarity(car, motorcycle) == 2 * 7 / (8 + 8)
    order = [
        small.path_similarity(car, small[n])
        for n in ("truck.n.01", "dog.n.01", "novel.n.01")
    ]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("dogs", "dog"),
        ("mice", "mouse"),
        ("Wolves", "wolf"),
        ("women", "woman"),
        ("cities", "city"),
    ],
)
def test_inflected_words_are_found(small, form, base):
    assert small.synsets(form) == small.synsets(base) != []


def test_blanks_in_a_word_are_underscores(small):
    assert small.synsets("motor vehicle") == [small["motor_vehicle.n.01"]]


def test_korean_both_ways(small):
    assert small.korean(small["car.n.01"]) == ["자동차", "차"]
    assert small.synsets("자동차") == [small["car.n.01"]]
    typed_as_two_letters = "\u110e\u1161"  # 차
    assert small.synsets(typed_as_two_letters) == [small["car.n.01"]]
    assert small.korean(small["physical_entity.n.01"]) == []
    assert small.synsets("자동차", "v") == []


def test_unknown_words_have_no_synsets(small):
    assert (
        small.synsets("blockchain")
        == small.synsets("블록체인")
        == small.synsets("car", "v")
        == []
    )


def test_the_small_thesaurus_is_the_same_from_a_folder_and_from_a_zip(small, tmp_path):
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
        for name, content in thesaurus_files().items():
            (tmp_path / name).write_bytes(content)
            archive.writestr(f"wordnet/{name}", content)
    for place in tmp_path, tmp_path / "w.zip", str(tmp_path):
        assert list(WordNet.read(place).all_synsets()) == list(small.all_synsets())


# Bad input


@pytest.mark.parametrize(
    "word", ["naïve", "—", "don’t", "東京", "नमस्ते", "🚗", "\u0301"]
)
def test_only_hangul_asks_for_the_korean_table(word):
    without = {k: v for k, v in thesaurus_files().items() if not k.endswith(".tab")}
    assert WordNet(without).synsets(word) == []


@pytest.mark.parametrize("word", ["차", "ㅋㅋ", "CD플레이어"])
def test_hangul_does(word, monkeypatch):
    def missing(name):
        raise DatasetMissing(name)

    monkeypatch.setattr("dlnlp.wordnet.files.fetch", missing)
    without = {k: v for k, v in thesaurus_files().items() if not k.endswith(".tab")}
    with pytest.raises(DatasetMissing, match="kor"):
        WordNet(without).synsets(word)


def test_lemmas_in_other_letters_are_found():
    files = thesaurus_files()  # as many bytes, so that the offsets stay right
    french = {k: v.replace(b"ship", "naï".encode()) for k, v in files.items()}
    assert WordNet(french).synsets("naï")[0].lemmas == ("naï",)


def test_near_names_are_sought_when_the_message_is_read(small, monkeypatch):
    def slow(*_):
        raise AssertionError("this would take a second")

    monkeypatch.setattr("difflib.get_close_matches", slow)
    with pytest.raises(KeyError):
        small["motorcyle.n.01"]


def test_errors_travel_between_processes(small):
    for name in "motorcyle.n.01", "car.n.09", "car":
        with pytest.raises(SynsetNotFound) as caught:
            small[name]
        copied = pickle.loads(pickle.dumps(caught.value))
        assert type(copied) is SynsetNotFound
        assert str(copied) == str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("motorcyle.n.01", "near spellings: motorcycle"),
        ("car.n.09", "2 senses"),
        ("car.n.00", "2 senses"),
        ("car", "names look like"),
        ("car.x.01", "names look like"),
        ("car.n.first", "names look like"),
        ("", "names look like"),
        ("car.v.01", "no verb 'car'"),
    ],
)
def test_unknown_names(small, name, says):
    with pytest.raises(SynsetNotFound, match=says) as caught:
        small[name]
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize("word", ["", "  ", "\n"])
def test_empty_word(small, word):
    with pytest.raises(ValueError, match="needs a word"):
        small.synsets(word)


def test_unknown_part_of_speech(small):
    for call in (
        lambda: small.synsets("car", "noun"),
        lambda: list(small.all_synsets("x")),
    ):
        with pytest.raises(ValueError, match="parts of speech are n, v, a, s, r"):
            call()


@pytest.mark.parametrize("offset", [-1, 0, 5, 90, 10**6, 10**9])
def test_offset_where_no_synset_begins(small, offset):
    with pytest.raises(ValueError, match="no whole synset begins at byte"):
        small.synset_at("n", offset)


def test_index_that_points_to_the_wrong_place():
    files = thesaurus_files()
    shifted = files["index.noun"].replace(b"00000089", b"00000090")
    with pytest.raises(ValueError, match="no whole synset begins at byte 90"):
        WordNet(files | {"index.noun": shifted}).synsets("entity")


def test_index_of_another_version():
    files = thesaurus_files()
    index = files["index.noun"].replace(b"\nentity n", b"\nentitz n")
    with pytest.raises(ValueError, match="do not belong together"):
        WordNet(files | {"index.noun": index}).synset_at("n", 89)


def test_data_file_that_was_cut_off():
    files = thesaurus_files()
    wn = WordNet(files | {"data.noun": files["data.noun"][:-10]})
    with pytest.raises(ValueError, match="cut off"):
        list(wn.all_synsets())


def test_data_file_with_windows_line_ends_is_refused():
    files = thesaurus_files()
    data = files["data.noun"].replace(b"\n", b"\r\n")
    with pytest.raises(ValueError, match="altered"):
        WordNet(files | {"data.noun": data}).synsets("car")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "00000089 00 n 01 car 0 000 no bar",
        "00000089 00 n 01 car | a vehicle",
        "00000089 00 n 02 car 0 000 | a vehicle",
        "00000089 00 n 01 car 0 002 @ 00000042 n 0000 | a vehicle",
        "00000089 00 n 01 car 0 001 @ 00000042 n | a vehicle",
        "00000089 00 n 01 car 0 001 @ 0000x042 n 0000 | a vehicle",
        "x0000089 00 n 01 car 0 000 | a vehicle",
        "00000089 00 n zz car 0 000 | a vehicle",
        "00000089 00 n 00 000 | no word",
        "00000089 00 n 01 car 0 -1 | a vehicle",
    ],
)
def test_altered_data_line(line):
    with pytest.raises(ValueError, match="not a whole line of a WordNet data file"):
        parse_synset(line)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "not a whole line"),
        ("car n 2", "not a whole line"),
        ("car n two 0 2 0 00000001 00000002", "not a whole line"),
        ("car n 2 0 2 0 00000001", "2 synsets announced, 1 offsets found"),
    ],
)
def test_altered_index_line(line, says):
    with pytest.raises(ValueError, match=says):
        parse_index(line)


def test_data_that_is_not_utf8_names_file_and_byte():
    files = thesaurus_files()
    data = files["data.noun"].replace(b"whatever", b"what\xe9ver")
    with pytest.raises(
        ValueError, match=r"data\.noun from byte 89 is not UTF-8.*0xe9 at offset"
    ):
        WordNet(files | {"data.noun": data}).synsets("entity")


def test_hypernyms_in_a_circle():
    def line(at, word, to):
        return f"{at:08d} 00 n 01 {word} 0 001 @ {to:08d} n 0000 | a thing  \n"

    size = len(line(0, "hen", 0))
    data = line(0, "hen", size) + line(size, "egg", 0)
    index = f"egg n 1 1 @ 1 0 {size:08d}  \nhen n 1 1 @ 1 0 00000000  \n"
    wn = WordNet({"data.noun": data.encode(), "index.noun": index.encode()})
    with pytest.raises(ValueError, match="circle"):
        wn.hypernym_paths(wn["hen.n.01"])


def test_without_any_connection_similarity_is_zero():
    data = "00000000 00 n 01 a 0 000 | one  \n00000033 00 n 01 b 0 000 | other  \n"
    wn = WordNet(
        {
            "data.noun": data.encode(),
            "index.noun": b"a n 1 0 1 0 00000000  \nb n 1 0 1 0 00000033  \n",
        }
    )
    one, other = wn.all_synsets()
    assert wn.path_similarity(one, other) == wn.wup_similarity(one, other) == 0


def test_not_a_zip(tmp_path):
    (tmp_path / "w.zip").write_bytes(b"this is no zip file")
    with pytest.raises(ValueError, match="not a whole zip file"):
        WordNet.read(tmp_path / "w.zip")


def test_truncated_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
        archive.writestr("data.noun", "x" * 1000)
    (tmp_path / "w.zip").write_bytes((tmp_path / "w.zip").read_bytes()[:500])
    with pytest.raises(ValueError, match="not a whole zip file"):
        WordNet.read(tmp_path / "w.zip")


def test_folder_without_wordnet(tmp_path):
    with pytest.raises(ValueError, match="holds no WordNet"):
        WordNet.read(tmp_path)


def test_place_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        WordNet.read(tmp_path / "nowhere")


# WordNet 3.0


@pytest.fixture(scope="module")
def wn():
    return WordNet.open()


@pytest.fixture(scope="module")
def nltk_wn(tmp_path_factory):
    nltk = pytest.importorskip("nltk")
    folder = tmp_path_factory.mktemp("nltk_data")
    with zipfile.ZipFile(fetch("wordnet/wordnet.zip")) as archive:
        archive.extractall(folder / "corpora")
    nltk.data.path.append(str(folder))  # NLTK opens files below its own folders only
    database = str(folder / "corpora" / "wordnet")
    with warnings.catch_warnings(action="ignore"):  # it lacks the multilingual files
        yield nltk.corpus.reader.WordNetCorpusReader(database, None)
    nltk.data.path.remove(str(folder))


def _places(synsets):
    """Part of speech and offset of our synsets and NLTK's (which has methods)."""
    return [
        (s.pos(), s.offset()) if callable(s.pos) else (s.pos, s.offset) for s in synsets
    ]


def _pairs(nltk_wn, parts, count):
    """Pairs of NLTK's synsets, one half of common words, the other drawn from all."""
    rng = random.Random(1)
    pool = [synset for part in parts for synset in nltk_wn.all_synsets(part)]
    common = [s for s in rng.sample(pool, 10_000) if s.lemmas()[0].count() > 5]
    return [[rng.choice(common if i % 2 else pool) for _ in "ab"] for i in range(count)]


@needs_wordnet
@pytest.mark.parametrize(("parts", "count"), [("n", 400), ("v", 200), ("nvar", 100)])
def test_similarities_equal_nltks(wn, nltk_wn, parts, count):
    for theirs in _pairs(nltk_wn, parts, count):
        a, b = [wn.synset_at(*place) for place in _places(theirs)]
        assert wn.path_similarity(a, b) == theirs[0].path_similarity(theirs[1]), theirs
        assert wn.wup_similarity(a, b) == theirs[0].wup_similarity(theirs[1]), theirs


@needs_wordnet
@pytest.mark.parametrize("pos", ["n", "v", "a", "r"])
def test_synsets_equal_nltks(wn, nltk_wn, pos):
    theirs = sorted(nltk_wn.all_synsets(pos), key=lambda s: s.offset())
    assert _places(wn.all_synsets(pos)) == _places(theirs)
    for their in random.Random(2).sample(theirs, 500):
        our = wn.synset_at(pos, their.offset())
        assert list(our.lemmas) == their.lemma_names()
        assert wn[our.name] == our
        assert our.pos == "s" or our.name == their.name()
        up = their.hypernyms() + their.instance_hypernyms()
        assert sorted(_places(wn.hypernyms(our))) == sorted(_places(up))
        ways = map(_places, wn.hypernym_paths(our))
        assert sorted(ways) == sorted(map(_places, their.hypernym_paths()))


@needs_wordnet
def test_glosses_equal_nltks(wn, nltk_wn):
    """All but the few in which NLTK takes quoted words out of a definition."""
    same = [
        our.definition == their.definition() and list(our.examples) == their.examples()
        for our in wn.all_synsets("n")
        for their in [nltk_wn.synset_from_pos_and_offset("n", our.offset)]
    ]
    assert len(same) - sum(same) < 150


@needs_wordnet
def test_looking_words_up_equals_nltks(wn, nltk_wn):
    rng = random.Random(3)
    words = rng.sample(sorted(w for w in nltk_wn.all_lemma_names() if w.isascii()), 400)
    forms = [
        word + rng.choice(["", "s", "es", "ed", "ing", "er", "est"]) for word in words
    ]
    forms += [
        "dogs",
        "mice",
        "churches",
        "aardwolves",
        "abaci",
        "went",
        "better",
        "saw",
        "men",
    ]
    for form in forms:
        assert _places(wn.synsets(form)) == _places(nltk_wn.synsets(form)), form


@needs_wordnet
def test_all_nouns_are_read(wn):
    assert sum(1 for _ in wn.all_synsets("n")) == 82_115


@pytest.mark.skipif(
    not (available("wordnet/wordnet.zip") and available("wordnet/wn-wikt-kor.tab")),
    reason="WordNet and its Korean words are neither in DLNLP_DATA nor cached",
)
def test_korean_words_of_wordnet(wn):
    assert "자동차" in wn.korean(wn["car.n.01"])
    assert wn["dog.n.01"] in wn.synsets("개")
    assert wn.synsets("개", "v") == []
    # rows of the table that point to no synset are nobody's words, and no error
    for *_, word in korean_words()[::20]:
        wn.synsets(word)
