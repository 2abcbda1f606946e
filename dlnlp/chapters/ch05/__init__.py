"""What chapter 5 alone needs: its figures, and the checkers of its exercises."""
