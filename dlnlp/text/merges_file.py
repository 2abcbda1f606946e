"""Merges of a BPE tokenizer in the text file in which GPT-2 publishes its own.

A line is a merge: two tokens with a space between them. So that a token can be read and
holds no space, each of its bytes is written as a character of its own; the space is Ġ.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from dlnlp.atomic_write import atomic_write

# The bytes that are printed as they are, in Latin-1; the others come after them.
PRINTED = bytes([*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)])

# GPT-2's tokens 0 … 255, for BPE(load_merges(path), byte_order=GPT2_BYTE_ORDER, …)
GPT2_BYTE_ORDER = PRINTED + bytes(sorted({*range(256)} - {*PRINTED}))

# What stands for each byte: itself, or a character beyond Latin-1, from U+0100 on
_LETTERS = {
    byte: chr(byte if i < len(PRINTED) else 0x100 + i - len(PRINTED))
    for i, byte in enumerate(GPT2_BYTE_ORDER)
}
_BYTES = {letter: byte for byte, letter in _LETTERS.items()}


def load_merges(path: str | os.PathLike[str]) -> list[tuple[bytes, bytes]]:
    """The merges in a file such as GPT-2's vocab.bpe (also called merges.txt).

        BPE(load_merges("vocab.bpe"), special=["<|endoftext|>"],
            byte_order=GPT2_BYTE_ORDER)  # is GPT-2's tokenizer, with its 50,257 ids

    ValueError names the line that is no merge.
    """
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    merges = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#version") or not line:
            continue
        parts = line.split(" ")
        if len(parts) != 2 or not all(parts) or not set("".join(parts)) <= set(_BYTES):
            raise ValueError(
                f"{path}, line {number}: {line!r} is no merge, which is two tokens and "
                "a space between them"
            )
        left, right = (bytes(_BYTES[letter] for letter in part) for part in parts)
        merges.append((left, right))
    return merges


def save_merges(
    merges: Iterable[tuple[bytes, bytes]], path: str | os.PathLike[str]
) -> None:
    """Write the merges of a `BPE` as `load_merges` reads them, whole or not at all."""
    lines = ["#version: 0.2"]
    lines += [" ".join(map(_written, merge)) for merge in merges]
    with atomic_write(path) as file:
        file.write("\n".join([*lines, ""]).encode())


def _written(token: bytes) -> str:
    return "".join(_LETTERS[byte] for byte in token)
