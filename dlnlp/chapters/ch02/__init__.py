"""What chapter 2 alone needs: its figures, and the checkers of its exercises."""
