"""Words and pairs of a corpus counted by a database: SQL with GROUP BY, by DuckDB."""

from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array


def count(
    folder: Path, work: Path, window: int, vocab_size: int, threads: int, memory: str
) -> tuple[list[str], sparse.csr_array]:
    """The most frequent words, and how often word j stands after word i, within window.

    folder   with text in *.txt, words between blanks; read in the order of the names
    work     where the database and its files may lie
    memory   that DuckDB may take, "4GB"; what is more goes to its files
    """
    import duckdb

    database = duckdb.connect(str(work / "peer.duckdb"))
    database.execute(f"SET threads = {threads}")
    database.execute(f"SET memory_limit = '{memory}'")
    database.execute(f"SET temp_directory = '{work / 'spilled'}'")
    database.execute(f"""
        CREATE TABLE text AS SELECT unnest(string_split(rtrim(content), ' ')) AS word
        FROM (SELECT replace(content, chr(10), ' ') AS content
              FROM read_text('{folder}/*.txt') ORDER BY filename)
    """)
    database.execute(f"""
        CREATE TABLE vocabulary AS
        SELECT word, row_number() OVER (ORDER BY n DESC, first) - 1 AS id FROM (
            SELECT word, count(*) AS n, min(rowid) AS first FROM text GROUP BY word
            ORDER BY n DESC, first LIMIT {vocab_size - 1})
    """)
    database.execute(f"""
        CREATE TABLE ids AS
        SELECT text.rowid AS place, coalesce(id, {vocab_size - 1})::INTEGER AS id
        FROM text LEFT JOIN vocabulary USING (word)
    """)
    later = ", ".join(f"lead(id, {d}) OVER places" for d in range(1, window + 1))
    cells: dict[str, Any] = database.execute(f"""
        SELECT a, b, count(*) AS n FROM (
            SELECT id AS a, unnest([{later}]) AS b FROM ids
            WINDOW places AS (ORDER BY place))
        WHERE b IS NOT NULL GROUP BY a, b
    """).fetchnumpy()
    words = database.execute("SELECT word FROM vocabulary ORDER BY id").fetchall()
    places = _plain(cells["a"]), _plain(cells["b"])
    shape = vocab_size, vocab_size
    return [word for (word,) in words], sparse.csr_array(
        (_plain(cells["n"]), places), shape=shape
    )


def _plain(column: Any) -> Array:
    numbers: Array = np.ma.getdata(column).astype(np.int64)
    return numbers
