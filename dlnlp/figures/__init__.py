"""The book's drawings: one palette and style (`style`), and each chapter's figures."""
