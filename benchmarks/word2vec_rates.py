"""Which learning rates serve word2vec best: ours, gensim's and PyTorch's.

    python -m benchmarks.word2vec_rates

About fifteen minutes. Losses on held-out text, for several numbers of epochs and rates;
`benchmarks.word2vec` takes the best from experiments/results/speed_word2vec_rates.json.
"""

import sys
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks import word2vec_sides as sides
from benchmarks.measuring import needs, needs_module
from experiments.recording import save

SEED = 0
EPOCHS = (2, 3, 4, 5)
GRID: dict[tuple[str, str], tuple[tuple[int, ...], tuple[float, ...]]] = {
    ("cbow", "dlnlp"): (EPOCHS, (0.35, 0.5, 0.7, 0.9, 1.2)),
    ("cbow", "gensim"): (EPOCHS, (0.025, 0.1, 0.125, 0.15, 0.175)),
    ("cbow", "PyTorch"): ((2, 3), (0.01, 0.02, 0.03)),
    ("skip-gram", "dlnlp"): (EPOCHS, (0.0125, 0.025, 0.05)),
    ("skip-gram", "gensim"): (EPOCHS, (0.0125, 0.025, 0.05)),
    ("skip-gram", "PyTorch"): ((1, 2), (0.005, 0.01)),
}
SIDES = {"dlnlp": sides.ours, "gensim": sides.gensims, "PyTorch": sides.pytorchs}


def row(model: str, side: str, epochs: int, lr: float) -> dict[str, Any]:
    """The loss after one training."""
    training = SIDES[side](model, epochs, lr, SEED)
    training.train()
    loss = round(sides.loss(training, model), 4)
    found = {"model": model, "side": side, "epochs": epochs, "lr": lr, "loss": loss}
    print(found, file=sys.stderr, flush=True)
    return found


def main() -> None:
    needs("valid", "gensim", "gensim")
    needs_module("torch", "PyTorch")
    import gensim
    import torch

    torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        rows = [
            row(model, side, n, lr)
            for (model, side), (epochs, rates) in GRID.items()
            for n in epochs
            for lr in rates
        ]
        save(
            "speed_word2vec_rates",
            {"gensim": gensim.__version__, "pytorch": torch.__version__, "rows": rows},
            seeds=(SEED,),
            command="python -m benchmarks.word2vec_rates",
        )


if __name__ == "__main__":
    main()
