"""What chapter 6 alone needs: its figures, and the checkers of its exercises."""
