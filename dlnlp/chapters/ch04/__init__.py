"""What chapter 4 alone needs: its figures, and the checkers of its exercises."""
