"""What chapter 1 alone needs: its figures, and the checkers of its exercises."""
