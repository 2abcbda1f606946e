"""Exercises that answer at once: one module of checkers a chapter, and how they grade."""
