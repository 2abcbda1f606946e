"""GloVe: word vectors whose dot products are the logarithms of the counts.

Pennington, Socher & Manning 2014. It counts, as chapter 1 does, and it learns by small
steps, as word2vec does: each stored cell of the co-occurrence matrix is an example.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from tqdm import tqdm

from dlnlp.arrays import Array, Ids, check_ids, check_size
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.optim import AdaGrad
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.training.divergence import Diverged


class GloVe(Module):
    """w_i · v_j + b_i + c_j should be log X_ij, for every pair that was counted.

    W, b         (V, D) and (V,): the words' vectors and biases as rows of the matrix
    W_context,   the same for the words as its columns. X is symmetric, so the two sides
    b_context    differ only by their random start
    x_max        cells of this count and more weigh 1 in the loss, smaller ones less:
    alpha        (X / x_max)^alpha. A count of 1 says little about a logarithm
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        *,
        rng: np.random.Generator,
        x_max: float = 100.0,
        alpha: float = 0.75,
    ):
        """ValueError: fewer than two words, dim below 1, x_max 0 or less, alpha < 0."""
        vocab_size = check_size(vocab_size, "vocab_size", least=2)
        dim = check_size(dim, "dim")
        if not 0 < x_max < np.inf:
            raise ValueError(f"x_max is {x_max}; it must be a finite number above 0")
        if not 0 <= alpha < np.inf:
            raise ValueError(f"alpha is {alpha}; it must be 0 or more")
        self.W = Parameter(uniform(rng, vocab_size, dim, limit=0.5 / dim))  # (V, D)
        self.b = Parameter(zeros(vocab_size))  # (V,)
        self.W_context = Parameter(uniform(rng, vocab_size, dim, limit=0.5 / dim))
        self.b_context = Parameter(zeros(vocab_size))
        self.x_max, self.alpha = x_max, alpha

    def weight(self, counts: Array) -> Array:
        """f(X), between 0 and 1: how much a cell matters (eq. 9). Any shape."""
        f: Array = np.minimum(1, (counts / self.x_max) ** self.alpha)
        return f

    def loss(self, i: Ids, j: Ids, counts: Array) -> tuple[float, Backward]:
        """Mean of f(X) (w_i · v_j + b_i + c_j - log X)^2 over N cells (eq. 8).

        i, j    (N,) the cells' rows and columns
        counts  (N,) what stands in them, above 0
        """
        W, V = self.W.value, self.W_context.value
        i, j = check_ids(i, len(W), ndim=1), check_ids(j, len(V), ndim=1)
        counts = np.asarray(counts, dtype=W.dtype)
        if not len(i) == len(j) == len(counts) > 0:
            raise ValueError(
                f"a batch is N cells, 1 or more; given {len(i)} rows, "
                f"{len(j)} columns and {len(counts)} counts"
            )
        dots = np.einsum("nd,nd->n", W[i], V[j])
        errors = dots + self.b.value[i] + self.b_context.value[j] - np.log(counts)
        f = self.weight(counts)
        loss = float((f * errors * errors).mean())

        def backward(dloss: float = 1.0) -> None:
            d = (2 * dloss / len(i)) * f * errors  # (N,) of each cell's prediction
            self.W.add_grad(_pull(i, j, d, V))
            self.b.add_grad(RowGradient(i, d, self.b.value.shape))
            self.W_context.add_grad(_pull(j, i, d, W))
            self.b_context.add_grad(RowGradient(j, d, self.b.value.shape))

        return loss, backward


def _pull(rows: Ids, columns: Ids, d: Array, others: Array) -> RowGradient:
    """Row i of the gradient: the sum over i's cells of d times the other's vector.

    With d in a sparse matrix that is one product, which never stores the N summands.
    """
    used, place = np.unique(rows, return_inverse=True)  # (U,) and (N,)
    D = sparse.csr_array((d, (place, columns)), shape=(len(used), len(others)))
    return RowGradient(used, D @ others, others.shape)


@dataclass(frozen=True)
class GloVeVectors:
    """What training found."""

    vectors: Array  # (V, D) float32: W + W_context, as the paper advises
    model: GloVe
    losses: list[float]  # mean loss of the cells in each finished epoch
    interrupted: bool = False


def train_glove(
    C: sparse.csr_array,
    *,
    dim: int = 100,
    x_max: float = 100.0,
    alpha: float = 0.75,
    epochs: int = 15,
    lr: float = 0.05,
    batch_size: int = 4096,
    rng: np.random.Generator,
    progress: bool = False,
    on_epoch: Callable[[int, GloVe], object] | None = None,
) -> GloVeVectors:
    """Fit a GloVe to co-occurrence counts, by AdaGrad on shuffled cells.

    C          (V, V) counts, best from `cooccurrence(…, by_distance=True)`
    x_max      the paper's 100 suits billions of words; for a million 1 to 10 is better
    on_epoch   called as on_epoch(epoch, model) after each, from 1 on

    A word that was never counted keeps its random start. Ctrl-C returns what there is.

    ValueError: C is not square, empty, negative or NaN; a setting makes no sense.
    Diverged: NaN or infinity appeared; it holds the parameters from before that epoch.
    """
    i, j, counts = _cells(C)
    if epochs < 1 or batch_size < 1:
        raise ValueError(
            f"epochs is {epochs} and batch_size {batch_size}; both must be 1 or more"
        )
    model = GloVe(C.shape[0], dim, rng=rng, x_max=x_max, alpha=alpha)
    optimizer = AdaGrad(model.parameters(), lr)
    losses: list[float] = []
    interrupted = False
    bar = tqdm(total=epochs * len(counts), disable=not progress, unit="cell")
    try:
        for epoch in range(1, epochs + 1):
            good = model.state_dict()
            total = 0.0
            order = rng.permutation(len(counts))
            for start in range(0, len(counts), batch_size):
                # Which cells: by chance. In which order: as they lie in memory
                cells = np.sort(order[start : start + batch_size])
                loss, backward = model.loss(i[cells], j[cells], counts[cells])
                if not np.isfinite(loss):
                    raise _diverged(optimizer.steps, lr, good)
                backward()
                optimizer.step()
                total += loss * len(cells)
                bar.update(len(cells))
            if not all(np.isfinite(p.value).all() for p in model.parameters()):
                raise _diverged(optimizer.steps, lr, good)
            losses.append(total / len(counts))
            bar.set_postfix(loss=f"{losses[-1]:.4f}")
            if on_epoch is not None:
                on_epoch(epoch, model)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        bar.close()
    vectors = model.W.value + model.W_context.value
    return GloVeVectors(vectors, model, losses, interrupted)


def _cells(C: sparse.csr_array) -> tuple[Ids, Ids, Array]:
    """Row, column and count of each cell above 0. ValueError if these aren't counts."""
    cells = sparse.coo_array(C)
    if cells.shape[0] != cells.shape[1]:
        raise ValueError(f"counts of pairs of words are (V, V); given {cells.shape}")
    if not (np.isfinite(cells.data).all() and (cells.data >= 0).all()):
        raise ValueError("counts must be 0 or more, without NaN; these are not counts")
    cells.eliminate_zeros()
    if cells.nnz == 0:
        raise ValueError("no pair was counted: a text of one word has no neighbours")
    return cells.row, cells.col, cells.data.astype(np.float32)


def _diverged(step: int, lr: float, good: dict[str, Array]) -> Diverged:
    return Diverged(
        f"NaN or infinity at update {step}: the learning rate {lr} is probably too "
        "large; `last_good` has the parameters from before this epoch",
        step=step,
        last_good=good,
    )
