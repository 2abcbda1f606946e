"""All benchmarks, one after the other: python -m benchmarks"""

import argparse

from benchmarks import counting, language, seq2seq, transformer, word2vec


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Counting, word2vec, language models, sequence to sequence, "
        "transformers, each against its peers; about 30 minutes on two cores. "
        "benchmarks/README.md says more.",
    )
    parser.add_argument("--turns", type=int, help="turns of each side")
    parser.parse_args()  # each benchmark reads the same line again
    counting.main()
    word2vec.main()
    language.main()
    seq2seq.main()
    transformer.main()


if __name__ == "__main__":
    main()
