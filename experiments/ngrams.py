"""n-gram models on the Penn Treebank: how far counting gets, and how smoothing counts.

The text is one stream, with "<eos>" at the ends of lines; every word is scored once,
"<eos>" too, and "<eos>" is the word before the first. Published for a Kneser-Ney model
of order 5 is 141.2 on the test part (Mikolov et al. 2011). Of our two, the modified one
comes nearer.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from tqdm import tqdm

from dlnlp.arrays import Ids
from dlnlp.evaluation import perplexity
from dlnlp.models.ngram import AddK, KneserNey, MaximumLikelihood, NGramModel
from dlnlp.models.ngram_counts import UNSEEN
from experiments.corpora import Treebank
from experiments.recording import save

ORDERS = (1, 2, 3, 4, 5)
KS = tuple(10.0**i for i in range(2, -6, -1))  # 100, 10, 1, … 0.00001
PUBLISHED = 141.2


class Judge(Treebank):
    """The treebank, and what models are asked about it."""

    @property
    def heldout(self) -> dict[str, Ids]:
        return {"valid": self.valid, "test": self.test}

    def score(
        self, make: Callable[[], NGramModel]
    ) -> tuple[NGramModel, dict[str, Any]]:
        """Perplexities, infinite ones as None, and seconds to count and to score."""
        begin = time.perf_counter()
        model = make()
        counted = time.perf_counter()
        row: dict[str, Any] = {}
        for split, ids in self.heldout.items():
            found = perplexity(model, ids, start=self.start)
            row[split] = round(found, 2) if math.isfinite(found) else None
        row["seconds to count"] = round(counted - begin, 1)
        row["seconds to score"] = round(time.perf_counter() - counted, 1)
        return model, row


def unseen(model: NGramModel, ids: Ids, start: int) -> dict[str, float]:
    """What of a text is new, and what the model calls impossible, in percent."""
    numbers = model.counts.find(ids)[model.order][model.order - 1 :]
    P = model.word_probabilities(ids, start=start)
    return {
        "n-grams never seen, %": round(100 * float((numbers == UNSEEN).mean()), 1),
        "words with probability 0, %": round(100 * float((P == 0).mean()), 1),
    }


def run() -> dict[str, Any]:
    """Everything, as it is written to the file."""
    ptb = Judge()
    text, V = ptb.train, len(ptb.vocab)
    rows: list[dict[str, Any]] = []
    for n in tqdm(ORDERS, desc="orders"):
        model, row = ptb.score(lambda n=n: MaximumLikelihood(text, V, n))
        missing = unseen(model, ptb.heldout["test"], ptb.start)
        rows.append({"model": "maximum likelihood", "order": n, **row, **missing})

        tried = {k: ptb.score(lambda n=n, k=k: AddK(text, V, n, k))[1] for k in KS}
        best = min(tried, key=lambda k: tried[k]["valid"])
        rows.append({"model": "add-k", "order": n, "k": best, **tried[best]})

        for name, modified in ("Kneser-Ney", False), ("modified Kneser-Ney", True):
            kn, row = ptb.score(
                lambda n=n, modified=modified: KneserNey(text, V, n, modified)
            )
            D = [round(d, 3) for d in kn.discounts[n]]
            rows.append({"model": name, "order": n, **row, "discounts": D})
    order_5 = {r["model"]: r["test"] for r in rows if r["order"] == 5}
    return {
        "vocabulary": V,
        "tokens": {"train": len(text), **{s: len(i) for s, i in ptb.heldout.items()}},
        "k tried": list(KS),
        "published Kneser-Ney, order 5, test": PUBLISHED,
        "ours above it, %": {
            name: round(100 * (order_5[name] / PUBLISHED - 1), 2)
            for name in ("Kneser-Ney", "modified Kneser-Ney")
        },
        "rows": rows,
    }


if __name__ == "__main__":
    save("ngrams", run(), seeds=())
