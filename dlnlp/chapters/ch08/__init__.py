"""What chapter 8 alone needs: its figures, and the checkers of its exercises."""
