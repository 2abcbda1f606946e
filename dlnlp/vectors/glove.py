"""GloVe: word vectors whose dot products are the logarithms of the counts.

Pennington, Socher & Manning 2014. It counts, as chapter 1 does, and it learns by small
steps, as word2vec does: each stored cell of the co-occurrence matrix is an example.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array, Ids, check_counts, check_ids, check_size
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.optim import AdaGrad
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.training.batches import minibatches
from dlnlp.training.trainer import Trainer


class GloVe(Module):
    """v_i · u_j + b_i + c_j should be log X_ij, for every pair that was counted.

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

    def loss(
        self,
        i: Ids,
        j: Ids,
        counts: Array,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, Backward]:
        """Mean of f(X) (v_i · u_j + b_i + c_j - log X)^2 over N cells (eq. 8).

        i, j    (N,) the cells' rows and columns
        counts  (N,) what stands in them, above 0
        """
        W, U = self.W.value, self.W_context.value  # rows v_i and u_j
        i, j = check_ids(i, len(W), ndim=1), check_ids(j, len(U), ndim=1)
        counts = np.asarray(counts, dtype=W.dtype)
        if not len(i) == len(j) == len(counts) > 0:
            raise ValueError(
                f"a batch is N cells, 1 or more; given {len(i)} rows, "
                f"{len(j)} columns and {len(counts)} counts"
            )
        dots = np.einsum("nd,nd->n", W[i], U[j])
        errors = dots + self.b.value[i] + self.b_context.value[j] - np.log(counts)
        f = self.weight(counts)
        loss = float((f * errors * errors).mean())

        def backward(dloss: float = 1.0) -> None:
            d = (2 * dloss / len(i)) * f * errors  # (N,) of each cell's prediction
            self.W.add_grad(_pull(i, j, d, U))
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
    X: sparse.csr_array,
    *,
    dim: int = 100,
    x_max: float = 100.0,
    alpha: float = 0.75,
    epochs: int = 15,
    lr: float = 0.05,
    batch_size: int = 4096,
    rng: np.random.Generator,
    progress: bool = False,
) -> GloVeVectors:
    """GloVe vectors: fitted to co-occurrence counts by AdaGrad on batches of cells.

    X          (V, V) counts, best from `cooccurrence(…, by_distance=True)`. Entries of
               the same cell are added up
    x_max      the paper's 100 suits billions of words; for a million 1 to 10 is better
    progress   show a progress bar

    A word that was never counted keeps its random start. Ctrl-C returns what there is.

    ValueError: X is not square, empty, negative or NaN; a setting makes no sense.
    Diverged: NaN or infinity appeared.
    """
    i, j, counts = _cells(X)
    model = GloVe(X.shape[0], dim, rng=rng, x_max=x_max, alpha=alpha)
    shuffled = minibatches(np.arange(len(counts)), batch_size=batch_size)

    def batches(rng: np.random.Generator) -> Iterator[tuple[Ids, Ids, Array]]:
        for (cells,) in shuffled(rng):
            cells.sort()  # which cells, chance says; their order is that of the memory
            yield i[cells], j[cells], counts[cells]

    trainer = Trainer(model, AdaGrad(model.parameters(), lr), rng=rng)
    history = trainer.fit(batches, epochs, progress=progress)
    vectors = model.W.value + model.W_context.value
    return GloVeVectors(vectors, model, history.epoch_losses, history.interrupted)


def _cells(X: sparse.csr_array) -> tuple[Ids, Ids, Array]:
    """Row, column and count of each cell above 0. ValueError if these aren't counts."""
    if X.shape[0] != X.shape[1]:
        raise ValueError(f"counts of pairs of words are (V, V); given {X.shape}")
    check_counts(X.data)
    cells = sparse.csr_array(X.astype(np.float64))  # a copy, in which no sum wraps
    cells.sum_duplicates()
    cells.eliminate_zeros()
    cells = cells.tocoo()
    return cells.row, cells.col, cells.data.astype(np.float32)
