"""What chapter 9 alone needs: its figures, and the checkers of its exercises."""
