"""Deep learning for natural language processing, written out in NumPy.

The package under the book "Deep Learning for NLP from scratch". Its wings, from the
ground up; each imports only from those above it in this list:

atomic_write  files that appear whole or not at all
language      what readers are told, and how it is told in Korean
arrays        the types of arrays, and checks of ids, sizes and counts
datasets      what can be loaded: generators, a text from pip, checked downloads
text          from text to ids: tokens, vocabulary, windows, padding
wordnet       a thesaurus made by people
nn            parameters, layers, losses, optimizers, and how to check a gradient
training      the training loop: batches, callbacks, checkpoints
vectors       word vectors: counted, predicted, evaluated; vectors of sentences
models        n-grams, recurrent language models, sequence to sequence, …
evaluation    one measure, one function, for every model
decoding      from probabilities to text: sampling, beam search
cluster       counts and vectors of a corpus that one machine cannot hold
explore       the book's figures, controls, tables and recorded results
chapters      what one chapter alone needs: its figures and its exercises' checks

Each wing names in its `__init__` what it offers: `from dlnlp.nn import LSTM`.
"""
