"""Layers, losses and optimisers: each calls forward and hands over its way back."""
