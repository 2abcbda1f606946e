"""What the page on clusters alone needs: a model of the cost, and its figure."""
