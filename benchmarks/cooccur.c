/* Count which words stand near each other: a stand-in for GloVe's tool `cooccur`.

       cooccur -vocab-file vocab.txt -window-size 5 < corpus.txt > counts.bin

   It is our own program, not Stanford's. It does the same work by the same plan (Pennington,
   Socher & Manning 2014, and the README of their code): a hash table gives each word its rank; a
   neighbour at distance d counts 1/d, in both directions; pairs of frequent words, whose ranks
   multiply to less than MAX_PRODUCT, are added up in a table; all other pairs are written down
   one by one, sorted with qsort at the end and merged. Nothing goes through temporary files here,
   and characters are read without locking, so the stand-in should not be slower than the original.

   vocab.txt   one word a line, most frequent first, and what follows a space is ignored
   corpus.txt  words between spaces; windows don't cross the end of a line
   counts.bin  (int row, int column, double count) for each pair that occurs, ranks from 1 up,
               sorted by row, then by column

   The options are those of the original, so that either program can be called the same way. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 21, LONGEST = 1000 };

typedef struct { int row, column; double count; } Pair;
typedef struct { char *word; int rank; } Slot;

static Slot slots[SLOTS];

static void fail(const char *reason) {
    fprintf(stderr, "cooccur: %s\n", reason);
    exit(1);
}

static void *need(void *memory) {
    if (!memory) fail("out of memory");
    return memory;
}

/* The slot that holds the word, or the empty one where it belongs. */
static Slot *find(const char *word) {
    unsigned long hash = 14695981039346656037UL; /* FNV-1a */
    for (const char *c = word; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211UL;
    Slot *slot = &slots[(hash ^ (hash >> 32)) % SLOTS];
    while (slot->word && strcmp(slot->word, word))
        if (++slot == slots + SLOTS) slot = slots;
    return slot;
}

/* The next word of the line; 0 at its end. A word that is too long loses its tail. */
static int next_word(FILE *file, char *word) {
    int length = 0, c;
    do c = getc_unlocked(file); while (c == ' ' || c == '\t' || c == '\r');
    for (; c != EOF && c != ' ' && c != '\t' && c != '\r' && c != '\n'; c = getc_unlocked(file))
        if (length < LONGEST) word[length++] = (char)c;
    if (c == '\n' && length) ungetc(c, file);
    word[length] = 0;
    return length;
}

static int read_vocabulary(const char *name) {
    char word[LONGEST + 1];
    int size = 0;
    FILE *file = fopen(name, "r");
    if (!file) fail("the vocabulary can't be opened");
    while (next_word(file, word)) {
        Slot *slot = find(word);
        if (slot->word || size >= SLOTS / 2) fail("a word twice in the vocabulary, or too many");
        slot->word = need(strdup(word));
        slot->rank = ++size;
        for (int c = 0; c != '\n' && c != EOF;) c = getc_unlocked(file);
    }
    fclose(file);
    return size;
}

static int by_row_then_column(const void *left, const void *right) {
    const Pair *a = left, *b = right;
    return a->row != b->row ? a->row - b->row : a->column - b->column;
}

static const char *option(int argc, char **argv, const char *name, const char *otherwise) {
    for (int i = 1; i + 1 < argc; i++)
        if (!strcmp(argv[i], name)) return argv[i + 1];
    return otherwise;
}

int main(int argc, char **argv) {
    int window = atoi(option(argc, argv, "-window-size", "15"));
    long max_product = atol(option(argc, argv, "-max-product", "10485784"));
    if (window < 1 || max_product < 1) fail("the window and the product must be 1 or more");
    int size = read_vocabulary(option(argc, argv, "-vocab-file", "vocab.txt"));

    /* Row r of the table holds columns 1 … width[r], the words so frequent that r * c fits. */
    long *start = need(calloc((size_t)size + 2, sizeof *start));
    for (long row = 1; row <= size; row++) {
        long width = max_product / row < size ? max_product / row : size;
        start[row + 1] = start[row] + width;
    }
    double *table = need(calloc((size_t)start[size + 1] + 1, sizeof *table));

    size_t n_rare = 0, room = 1 << 20;
    Pair *rare = need(malloc(room * sizeof *rare));
    int *recent = need(calloc((size_t)window, sizeof *recent)); /* the last ranks, in a ring */
    double *weight = need(calloc((size_t)window + 1, sizeof *weight));
    for (int d = 1; d <= window; d++) weight[d] = 1.0 / d;

    char word[LONGEST + 1];
    for (long position = 0;;) {
        if (!next_word(stdin, word)) {
            if (feof(stdin)) break;
            position = 0; /* a new line */
            continue;
        }
        int rank = find(word)->rank;
        if (!rank) continue; /* not in the vocabulary */
        for (int d = 1; d <= window && d <= position; d++) {
            int other = recent[(position - d) % window];
            if ((long)rank * other <= max_product) {
                table[start[rank] + other - 1] += weight[d];
                table[start[other] + rank - 1] += weight[d];
                continue;
            }
            if (n_rare + 2 > room) rare = need(realloc(rare, (room *= 2) * sizeof *rare));
            rare[n_rare++] = (Pair){rank, other, weight[d]};
            rare[n_rare++] = (Pair){other, rank, weight[d]};
        }
        recent[position++ % window] = rank;
    }

    qsort(rare, n_rare, sizeof *rare, by_row_then_column);
    size_t r = 0;
    for (int row = 1; row <= size; row++) {
        for (long i = start[row]; i < start[row + 1]; i++) {
            Pair pair = {row, (int)(i - start[row]) + 1, table[i]};
            if (pair.count != 0) fwrite(&pair, sizeof pair, 1, stdout);
        }
        while (r < n_rare && rare[r].row == row) { /* columns beyond the table's */
            Pair pair = rare[r++];
            for (; r < n_rare && !by_row_then_column(&pair, &rare[r]); r++)
                pair.count += rare[r].count;
            fwrite(&pair, sizeof pair, 1, stdout);
        }
    }
    if (fflush(stdout) || ferror(stdout)) fail("the counts can't be written");
    return 0;
}
