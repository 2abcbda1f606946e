"""The book's drawings: one palette and one style (`style`), and each chapter's figures."""
