"""Deep learning for natural language processing, written out in NumPy."""
