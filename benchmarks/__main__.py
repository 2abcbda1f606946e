"""All benchmarks, one after the other: python -m benchmarks"""

from benchmarks import counting, language, word2vec

if __name__ == "__main__":
    counting.main()
    word2vec.main()
    language.main()
