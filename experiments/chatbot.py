"""A Korean chatbot: what does it answer, and how much of that has it read?

    python -m experiments.chatbot        about a quarter of an hour on one core

An encoder-decoder with attention reads a remark letter by letter (a letter is a
syllable here) and writes an answer. A twentieth of the remarks is held out. Writes
experiments/results/chatbot.json:

    settings   {"hidden", "dim", "epochs", …}
    pairs      {"learned", "held out": how many remarks with their answers}
    letters    how many there are, marks included
    curve      [{"train", "held out"} of each epoch]: nats for a letter, and the end
    answers    of the remarks held out, proportions: {"right": one of the true answers,
               "copied": word for word an answer of the training part, "different":
               different answers over remarks, "ended": within the limit}
    retrieved  the same for the answer of the nearest remark in the training part
    exchanges  [{"remark", "answer", "ended", "p": its probability, "copied",
               "nearest": remark in the training part, "its answer", "true": answers}];
               first what the author asks (ASKED, without true answers), then some of
               the remarks held out

The nearest remark shares most pairs of neighbouring letters (Dice's coefficient).
"""

import math
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from dlnlp.datasets import korean_dialogue, split_by_source
from dlnlp.datasets.dlfs2 import Pairs
from dlnlp.decoding import Decoded, decode
from dlnlp.evaluation import token_loss
from dlnlp.models import AttentionDecoder, Encoder, Seq2Seq
from dlnlp.nn import Adam, linear_decay
from dlnlp.text import Vocabulary, pad
from dlnlp.training import Batches, Trainer, pair_batches
from experiments.recording import save

NAME = "chatbot"
SEED = 0
HELD_OUT = 0.05
SHOWN = 30  # remarks held out that are recorded with their answers
MARKS = "<bos>", "<eos>"
BEGIN, END = range(2)
ASKED = [
    "안녕하세요",
    "배고파",
    "오늘 날씨 어때?",
    "주말에 뭐 할까?",
    "시험을 망쳤어",
    "여자친구가 화났어",
    "영화 추천해줘",
    "너는 누구야?",
    "잠이 안 와",
    "한국의 수도는 어디야?",
    "57 더하기 5는?",
    "어텐션이 뭐야?",
]


@dataclass(frozen=True)
class Setting:
    """How large the model is, and how it is trained; the learning rate falls to 0."""

    hidden: int = 256
    dim: int = 64
    dropout: float = 0.3
    epochs: int = 14
    batch_size: int = 64
    lr: float = 0.003
    clip: float = 5.0
    min_count: int = 3  # of a letter that gets a vector of its own
    limit: int = 60  # letters of an answer


SETTING = Setting()


class Chatbot:
    """The pairs as letters, and a model."""

    def __init__(self, learned: Pairs, setting: Setting, rng: np.random.Generator):
        self.setting, self.learned, self.rng = setting, learned, rng
        self.vocab = Vocabulary(
            (letter for pair in learned for text in pair for letter in text),
            min_count=setting.min_count,
            unknown="<unk>",
            marks=MARKS,
        )
        sizes = len(self.vocab), setting.dim, setting.hidden
        self.model = Seq2Seq(
            Encoder(*sizes, rng=rng, bidirectional=True, dropout=setting.dropout),
            AttentionDecoder(*sizes, rng=rng, dropout=setting.dropout),
        )
        self.answers_of: dict[str, list[str]] = defaultdict(list)
        for remark, answer in learned:
            self.answers_of[remark].append(answer)
        self.known = {answer for _, answer in learned}
        self.pairs_of = {remark: neighbours(remark) for remark in self.answers_of}

    def batches(self, pairs: Pairs) -> Batches:
        remarks, answers = (
            [self.vocab.encode(list(text)) for text in texts]
            for texts in zip(*pairs, strict=True)
        )
        size = self.setting.batch_size
        return pair_batches(remarks, answers, size, begin=BEGIN, end=END)

    def train(self, held_out: Pairs) -> list[dict[str, float]]:
        """The curve: nats for a letter, after each epoch."""
        batches, test = self.batches(self.learned), self.batches(held_out)
        updates = self.setting.epochs * -(-len(self.learned) // self.setting.batch_size)

        def monitor(_: Trainer) -> float:
            found = token_loss(self.model, test(np.random.default_rng(0)))
            print(f"held out: {found:.3f}", file=sys.stderr, flush=True)
            return found

        history = Trainer(
            self.model,
            Adam(self.model.parameters(), self.setting.lr),
            rng=self.rng,
            clip=self.setting.clip,
            schedule=linear_decay(self.setting.lr, updates),
            monitor=monitor,
        ).fit(batches, self.setting.epochs, progress=False)
        both = zip(history.epoch_losses, history.metrics, strict=True)
        return [{"train": round(a, 3), "held out": round(b, 3)} for a, b in both]

    def answer(self, remarks: list[str]) -> list[tuple[str, Decoded]]:
        """What the model writes, each letter the likeliest."""
        source, mask = pad([self.vocab.encode(list(text)) for text in remarks])
        state = self.model.start(source, mask)
        written = decode(self.model, state, BEGIN, end=END, limit=self.setting.limit)
        return [("".join(self.vocab.decode(text.ids)), text) for text in written]

    def nearest(self, remark: str) -> str:
        """The remark of the training part that shares most pairs of letters."""
        own = neighbours(remark)

        def dice(other: str) -> float:
            pairs = self.pairs_of[other]
            return len(own & pairs) / (len(own) + len(pairs))

        return max(self.pairs_of, key=dice)

    def exchanges(self, remarks: dict[str, list[str]]) -> list[dict[str, Any]]:
        """What is recorded of some remarks, each with its true answers."""
        rows = []
        for remark, (answer, text) in zip(
            remarks, self.answer([*remarks]), strict=True
        ):
            near = self.nearest(remark)
            rows.append(
                {
                    "remark": remark,
                    "answer": answer,
                    "ended": text.complete,
                    "p": float(f"{math.exp(text.log_p):.2g}"),
                    "copied": answer in self.known,
                    "nearest": near,
                    "its answer": self.answers_of[near][0],
                    "true": remarks[remark],
                }
            )
        return rows


def neighbours(text: str) -> set[tuple[str, str]]:
    """Pairs of neighbouring letters, those at the ends with a blank."""
    return set(pairwise(f" {text} "))


def shares(
    rows: list[dict[str, Any]], column: str, known: set[str]
) -> dict[str, float]:
    """Proportions of a column of answers: right, copied, different."""
    answers = [row[column] for row in rows]
    right = [row[column] in row["true"] for row in rows]
    found = {
        "right": np.mean(right),
        "copied": np.mean([answer in known for answer in answers]),
        "different": len(set(answers)) / len(answers),
    }
    return {name: round(float(share), 3) for name, share in found.items()}


def run(pairs: Pairs, setting: Setting) -> dict[str, Any]:
    """Train, and look at the answers."""
    rng = np.random.default_rng(SEED)
    learned, held_out = split_by_source(pairs, HELD_OUT, rng=rng)
    bot = Chatbot(learned, setting, rng)
    curve = bot.train(held_out)
    tests: dict[str, list[str]] = defaultdict(list)
    for remark, answer in held_out:
        tests[remark].append(answer)
    rows = bot.exchanges(tests)
    ended = round(float(np.mean([row["ended"] for row in rows])), 3)
    chosen = rng.permutation(len(rows))[:SHOWN]
    return {
        "settings": asdict(setting),
        "pairs": {"learned": len(learned), "held out": len(held_out)},
        "letters": len(bot.vocab),
        "parameters": sum(p.value.size for p in bot.model.parameters()),
        "curve": curve,
        "answers": shares(rows, "answer", bot.known) | {"ended": ended},
        "retrieved": shares(rows, "its answer", bot.known),
        "exchanges": bot.exchanges({remark: [] for remark in ASKED})
        + [rows[n] for n in chosen],
    }


def main() -> None:
    started = time.monotonic()
    found = run(korean_dialogue(), SETTING)
    save(NAME, found, seeds=[SEED], seconds=time.monotonic() - started)


if __name__ == "__main__":
    main()
