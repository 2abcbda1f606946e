"""A cluster to work on: one that runs already, or some processes on this machine.

Dask is the engine. It gives the work to workers, moves what they need, and does again
what was lost with a worker that died. Nothing of that is written here.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from dlnlp.arrays import check_size

if TYPE_CHECKING:
    from distributed import Client


@contextmanager
def connect(
    address: str | None = None, *, workers: int | None = None, memory: str = "auto"
) -> Iterator["Client"]:
    """A client of a cluster, for the time of a `with` block.

    address  of a scheduler that runs, "tcp://10.0.0.1:8786"; its workers need dlnlp
    workers  or: start so many processes on this machine, of one thread each
    memory   that each of these may take, "4GB"; one that takes more is started anew

    The address of Dask's dashboard is written to stderr.

    ModuleNotFoundError: Dask is missing. ValueError: both or none of the two given.
    OSError: nobody answers at the address.
    """
    if (address is None) == (workers is None):
        raise ValueError("give an address, or a number of workers: one of the two")
    try:
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f'{missing}. A cluster needs Dask: pip install "dlnlp[cluster]"'
        ) from missing
    with ExitStack() as stack:
        cluster = address
        if workers is not None:
            local = LocalCluster(
                n_workers=check_size(workers, "workers"),
                threads_per_worker=1,
                memory_limit=memory,
                dashboard_address="127.0.0.1:0",
            )
            cluster = stack.enter_context(local)
        client = stack.enter_context(Client(cluster))
        print(f"dashboard: {client.dashboard_link}", file=sys.stderr)
        yield client
