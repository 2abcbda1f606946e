"""All benchmarks, one after the other: python -m benchmarks"""

from benchmarks import counting

if __name__ == "__main__":
    counting.main()
