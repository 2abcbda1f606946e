"""Exercises that answer at once: a module of checkers a chapter, and their grading."""
