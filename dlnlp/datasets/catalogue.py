"""The files that `fetch` knows: where each comes from, its hash, its licence.

Every address names one fixed version (a commit or a tag) wherever the host allows it,
so that everybody computes on the same bytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A file that can be fetched."""

    what: str
    licence: str
    address: str
    hashes: tuple[str, ...]  # of the file; then of other packings of it


_GITHUB = "https://raw.githubusercontent.com"
_PTB = f"{_GITHUB}/tomsercu/lstm/3b312e3601f5af0d9eb46e99e65e1ddd587a8a05/data"
_GENSIM = f"{_GITHUB}/piskvorky/gensim/4.3.3/gensim/test/test_data"
_KOR2VEC = (
    f"{_GITHUB}/dongjun-Lee/kor2vec/4ec907cdf3664454f9768bce1d9bfca3d3e3063b"
    "/test_dataset"
)
_OMW = f"{_GITHUB}/omwn/omw-data/291d2c211b767ff10c17a7eea22d521577001ff6/wns/wikt"
_DLFS2 = (
    f"{_GITHUB}/oreilly-japan/deep-learning-from-scratch-2"
    "/842ae31c2bb070f5116275606ed90396626a2c17/dataset"
)
_NLTK = f"{_GITHUB}/nltk/nltk_data/gh-pages/packages/corpora"
_CHAR_RNN = f"{_GITHUB}/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data"

_LDC = "text of the Linguistic Data Consortium: you may download it, never pass it on"
_WORDNET = "WordNet licence: free for any use, keep the notice"
_TATOEBA = "CC BY 2.0 FR: name Tatoeba (tatoeba.org) and its authors"

CATALOGUE: dict[str, Source] = {
    "ptb/ptb.train.txt": Source(
        "Penn Treebank, Wall Street Journal, as Mikolov (2010) preprocessed it: "
        "training part",
        _LDC,
        f"{_PTB}/ptb.train.txt",
        ("sha256:fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",),
    ),
    "ptb/ptb.valid.txt": Source(
        "Penn Treebank, Wall Street Journal, as Mikolov (2010) preprocessed it: "
        "validation part",
        _LDC,
        f"{_PTB}/ptb.valid.txt",
        ("sha256:c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",),
    ),
    "ptb/ptb.test.txt": Source(
        "Penn Treebank, Wall Street Journal, as Mikolov (2010) preprocessed it: "
        "test part",
        _LDC,
        f"{_PTB}/ptb.test.txt",
        ("sha256:dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",),
    ),
    "wordnet/wordnet.zip": Source(
        "WordNet 3.0, the database files of Princeton's English thesaurus, "
        "packed in one zip",
        _WORDNET,
        f"{_NLTK}/wordnet.zip",
        (
            # NLTK's zip, by the hash in NLTK's own index
            "md5:b3f38606f626e54c6f060548546f71f0",
            # the same database files, zipped from Debian's packages wordnet-base and
            # wordnet-sense-index 3.0-37
            "sha256:35bb1acac2ab9a3a3aa92fe53ffe437b6c0bec553be034cc3a832f889f0902e6",
        ),
    ),
    "wordnet/wn-wikt-kor.tab": Source(
        "Korean words for WordNet 3.0's synsets, collected from Wiktionary "
        "(Open Multilingual Wordnet)",
        "CC BY-SA 3.0",
        f"{_OMW}/wn-wikt-kor.tab",
        ("sha256:50134a5fa559130cba7cb3fa1f14c3a67ed05cafd6fdf59e7603d4230a92571f",),
    ),
    "eval/wordsim353.tsv": Source(
        "WordSimilarity-353: 353 pairs of English words with human scores of "
        "relatedness (Finkelstein et al. 2002)",
        "as distributed with gensim",
        f"{_GENSIM}/wordsim353.tsv",
        ("sha256:f92a022fc2537793a15bc3a8c162ebcd74990e033a228bb6388cb71e4c0b1e1d",),
    ),
    "eval/simlex999.txt": Source(
        "SimLex-999: 999 pairs of English words with human scores of similarity "
        "(Hill, Reichart and Korhonen 2015)",
        "as distributed with gensim",
        f"{_GENSIM}/simlex999.txt",
        ("sha256:d5e0501971478a511430ee880bd0121e94ac701ba86d90544d83e6d2ba3db05d",),
    ),
    "eval/questions-words.txt": Source(
        "Google's 19,544 analogy questions (Mikolov et al. 2013)",
        "Apache 2.0 (word2vec); as distributed with gensim",
        f"{_GENSIM}/questions-words.txt",
        ("sha256:8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36",),
    ),
    "eval/kor_ws353.csv": Source(
        "WordSimilarity-353 in Korean, 323 pairs (kor2vec)",
        "MIT",
        f"{_KOR2VEC}/kor_ws353.csv",
        ("sha256:a1cb9f176d8fdef8aa05b424b993579b24480c310287c61315e34423c6521ecc",),
    ),
    "eval/kor_analogy_semantic.txt": Source(
        "420 Korean analogy questions of meaning: capitals, man and woman (kor2vec)",
        "MIT",
        f"{_KOR2VEC}/kor_analogy_semantic.txt",
        ("sha256:4be939f206762d89aa14d8de480de1aa8b63a70616506e61b1f408b5b8df5582",),
    ),
    "eval/kor_analogy_syntactic.txt": Source(
        "840 Korean analogy questions of grammar: particles, adverbs, polite verbs "
        "(kor2vec)",
        "MIT",
        f"{_KOR2VEC}/kor_analogy_syntactic.txt",
        ("sha256:17748144de2a3f287f8ceef603ffe869b7ba88524914a12e18b22f9e608e7d2f",),
    ),
    "dlfs2/addition.txt": Source(
        "50,000 additions of numbers of up to three digits, with their sums, from "
        '"Deep Learning from Scratch 2" (Saito 2018)',
        "MIT",
        f"{_DLFS2}/addition.txt",
        ("sha256:34e0746f5014c11311c9452ee9050bf14e38eca44ec4aaf4d81eba2b38674009",),
    ),
    "dlfs2/date.txt": Source(
        "50,000 dates as people write them in English, with the same in ISO 8601, from "
        '"Deep Learning from Scratch 2" (Saito 2018)',
        "MIT",
        f"{_DLFS2}/date.txt",
        ("sha256:62e66a301ce8537868e725512d2a45663fc366526b7e42028cb703bda2b1c79a",),
    ),
    "translation/fra-eng_2019-04.txt": Source(
        "167,130 English sentences and their French translations, from Tatoeba, as "
        "manythings.org/anki selected them in April 2019",
        _TATOEBA,
        f"{_GITHUB}/modelexlab/data/adddaf33ac35572bcfeb421efec29435e7ea9332"
        "/fra-eng.zip",
        ("sha256:0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104",),
    ),
    "translation/kor-eng_2022.txt": Source(
        "3,798 English sentences and their Korean translations, from Tatoeba, as "
        "manythings.org/anki selected them in 2022",
        _TATOEBA,
        f"{_GITHUB}/nate-koser/kor-eng-translator"
        "/a073cb5f7b819c73cbd46d19ceb6a42463041152/kor.txt",
        ("sha256:3988edfd32c892ccf4450772bc3a5906ebfcf3c8648f56012df204ddf27b8280",),
    ),
    "dialogue/ChatbotData.csv": Source(
        "11,823 Korean remarks, everyday and about love and its end, each with an "
        "answer written for a chatbot (Song 2018)",
        "MIT",
        f"{_GITHUB}/songys/Chatbot_data/4cf20d13fc46f5037fd1c531cd566e2dd9f72974"
        "/ChatbotData.csv",
        ("sha256:287eb129695b577321c80ad397bb3c2279164d4ca577874d129fd3db5b30afe2",),
    ),
    "tinyshakespeare.txt": Source(
        "Tiny Shakespeare: 1.1 million characters of his plays, which char-rnn and "
        "nanoGPT learn from",
        "public domain",
        f"{_CHAR_RNN}/tinyshakespeare/input.txt",
        ("sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",),
    ),
}
