"""Calls on a cluster, and trees of them: how many results become one."""

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from distributed import Client, Future

RETRIES = 2  # of a call that raised an error, as a file server may for a moment


def submit(
    client: "Client",
    name: str,
    function: Callable[..., Any],
    *arguments: Any,
    about: str = "",
) -> "Future":
    """function(*arguments) on the cluster; a future among them stands for its result.

    name, about  how errors and the dashboard call it: ("count pairs", "a.txt")

    What a worker was doing, or kept, when it died is computed again by the engine. No
    result is taken over from an earlier call: a file may have changed since.
    """
    key = name, about, uuid4().hex
    return client.submit(function, *arguments, key=key, pure=False, retries=RETRIES)


def put(client: "Client", name: str, value: Any) -> "Future":
    """A value on the cluster, for many calls. Unlike one that `scatter` puts on some
    workers, it outlives all of them: the scheduler can hand it out again.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
        return submit(client, name, _same, value)


def merge_tree(
    client: "Client",
    name: str,
    combine: Callable[[Any, Any], Any],
    parts: "Sequence[Future]",
) -> "Future":
    """combine(a, b) of neighbours, and again of what that gives, until one is left.

    Of n parts it takes n - 1 calls in log2(n) rounds. Who stands beside whom is fixed,
    so the result does not depend on who is done first.
    """
    parts = list(parts)
    while len(parts) > 1:
        alone = parts[len(parts) // 2 * 2 :]
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [submit(client, name, combine, *pair) for pair in pairs] + alone
    return parts[0]


def show_progress(futures: "Sequence[Future]", what: str) -> None:
    """A bar on stderr, until all of them are done."""
    from distributed import as_completed
    from tqdm import tqdm

    for _ in tqdm(as_completed(futures), what, total=len(futures)):
        pass


def _same(value: Any) -> Any:
    return value
