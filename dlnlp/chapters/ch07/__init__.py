"""What chapter 7 alone needs: its figures, and the checkers of its exercises."""
