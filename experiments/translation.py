"""English into French, and Korean into English: what attention and depth are worth.

    python -m experiments.translation [--workers N]   all, about three hours on a core
    python -m experiments.translation french          of one language: french or korean

100,000 of Tatoeba's pairs of sentences, in words: 10,000 on each side, the others are
<unk>. No source stands in two parts. The Korean pairs are few, 3,800, to show what that
gives. Adds to experiments/results/translation.json, a run at a time; a run keeps a
checkpoint beside it until it has ended, and goes on from there if it was stopped:

    settings  {"french": {"hidden", "dim", "batch_size", …}, "french, transformer": …}
    runs      [{"language", "model": "plain", "attention", "deep residual" or
                "transformer", "seed",
                "parameters", "seconds", "learned": pairs, "tested": sentences,
                "curve": [{"train", "valid"} of each epoch]: perplexity of a word; that
                of a transformer in training is of smoothed labels,
                "bleu": of all tests, "by length": [{"from", "to", "sentences", "bleu"}]
                for sources of so many words, "ended": proportion within the limit,
                "examples": [{"source": words, "reference": text, "written": words,
                "weights": of attention, for each word written and its end a row with a
                number for each of the source, the mean of a transformer's heads in its
                last block; without attention null}]}]

Translations are found by beam search, and compared in lower case; BLEU is sacrebleu's.
The examples are sentences of our own, the same for all models of a language.
"""

import sys
from dataclasses import asdict
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.decoding import Decoded, beam_decode
from dlnlp.evaluation import bleu_tokens, corpus_bleu, token_perplexity
from dlnlp.models import Decoder, Seq2Seq
from dlnlp.nn import Adam
from dlnlp.training import Trainer
from experiments.language_models import Clock
from experiments.recording import RESULTS, save_runs
from experiments.sentences import (
    BEGIN,
    END,
    LANGUAGES,
    SEED,
    WORDS,
    Corpus,
    joined,
    sentence_pairs,
)
from experiments.spreading import run_missing
from experiments.translators import MODELS, SETTINGS, Setting, build

NAME = "translation"
LENGTHS = (1, 4), (5, 6), (7, 9), (10, 12), (13, 99)  # words of a source


@cache
def pairs_of(language: str) -> Corpus:
    """What is learned from, and tested with."""
    return Corpus(sentence_pairs(language), language)


def run(job: tuple[str, str]) -> dict[str, Any]:
    """Train, translate, and remove the checkpoint."""
    language, model = job
    corpus, own = pairs_of(language), f"{language}, {model}"
    setting = SETTINGS[own if own in SETTINGS else language]
    rng, sizes = np.random.default_rng(SEED), tuple(map(len, corpus.vocabs))
    net, clock = build(model, sizes, setting, rng), Clock()
    batches = corpus.batches(corpus.learned, setting.batch_size)
    valid = list(corpus.batches(corpus.held_out, setting.batch_size)(rng))
    updates = setting.epochs * -(-len(corpus.learned) // setting.batch_size)
    checkpoint = RESULTS / f"{NAME}-{language}-{model.replace(' ', '-')}.checkpoint"

    def monitor(_: Trainer) -> float:
        found = token_perplexity(net, valid)
        print(f"{language}, {model}: {found:.2f}", file=sys.stderr, flush=True)
        return found

    trainer = Trainer(
        net,
        Adam(net.parameters(), setting.lr),
        rng=rng,
        clip=setting.clip,
        schedule=setting.schedule(updates),
        monitor=monitor,
        callbacks=[clock],
    )
    if checkpoint.exists():
        trainer.load(checkpoint)
    if left := setting.epochs - len(trainer.history.metrics):
        trainer.fit(batches, left, checkpoint=checkpoint, progress=False)
    both = zip(trainer.history.epoch_losses, trainer.history.metrics, strict=True)
    result = {
        "language": language,
        "model": model,
        "seed": SEED,
        "parameters": sum(p.value.size for p in net.parameters()),
        "learned": len(corpus.learned),
        "tested": len(corpus.tests),
        "curve": [
            {"train": round(float(np.exp(loss)), 2), "valid": round(valid, 2)}
            for loss, valid in both
        ],
        **measure(net, corpus, setting),
        "seconds": round(clock.seconds),
    }
    checkpoint.unlink()
    return result


def translate(
    net: Seq2Seq, corpus: Corpus, sentences: list[list[str]], setting: Setting
) -> list[Decoded]:
    """The best translation that the beam finds, of each sentence."""
    found: list[Decoded] = []
    for at in range(0, len(sentences), setting.batch_size):
        state = net.start(*corpus.read(sentences[at : at + setting.batch_size]))
        beams = beam_decode(
            net, state, BEGIN, end=END, limit=setting.limit, width=setting.width,
            alpha=setting.alpha,
        )  # fmt: skip
        found += [texts[0] for texts in beams]
    return found


def measure(net: Seq2Seq, corpus: Corpus, setting: Setting) -> dict[str, Any]:
    """BLEU of the tests, also by the length of their sources, and some examples."""
    sources, targets = zip(*corpus.tests, strict=True)
    written = translate(net, corpus, list(sources), setting)
    translated = translate(net, corpus, [source for source, _ in corpus.own], setting)
    outputs, truth = (
        [bleu_tokens(joined(tokens)) for tokens in texts]
        for texts in ([corpus.vocabs[1].decode(text.ids) for text in written], targets)
    )
    lengths = np.array(list(map(len, sources)))

    def bleu(rows: Array) -> float:
        score = corpus_bleu([outputs[n] for n in rows], [truth[n] for n in rows])
        return round(score, 1)

    parts = [(a, b, ((lengths >= a) & (lengths <= b)).nonzero()[0]) for a, b in LENGTHS]
    order = np.argsort(lengths, kind="stable")
    return {
        "bleu": bleu(order),
        "by length": [
            {"from": a, "to": b, "sentences": len(rows), "bleu": bleu(rows)}
            for a, b, rows in parts
            if len(rows)
        ],
        "ended": round(float(np.mean([text.complete for text in written])), 3),
        "examples": [
            example(net, corpus, *pair, text)
            for pair, text in zip(corpus.own, translated, strict=True)
        ],
    }


def example(
    net: Seq2Seq, corpus: Corpus, source: list[str], target: list[str], text: Decoded
) -> dict[str, Any]:
    """A translation with its attention weights, if there are any."""
    weights = None
    if not isinstance(net.decoder, Decoder):
        marked = [[BEGIN, *text.ids, END]]
        found = net.attention_weights(corpus.read([source])[0], marked)
        if found.ndim == 5:  # (layers, N, K, T, S)
            found = found[-1].mean(axis=1)
        weights = found[0].astype(float).round(2).tolist()
    return {
        "source": source,
        "reference": joined(target),
        "written": corpus.vocabs[1].decode(text.ids),
        "weights": weights,
    }


def main() -> None:
    jobs = product(LANGUAGES, MODELS)
    settings = {name: asdict(setting) for name, setting in SETTINGS.items()}
    for runs in run_missing(NAME, ("language", "model"), jobs):
        save_runs(NAME, runs, words=WORDS, settings=settings)


if __name__ == "__main__":
    main()
