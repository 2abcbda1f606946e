"""What chapter 3 alone needs: its figures, and the checkers of its exercises."""
