"""Quiet about what a browser's Python warns of in red, though nothing is wrong.

The package that a browser loads has this module, and imports it first: matplotlib looks
for typefaces once in each session, and tqdm would like a thread, which it can't have.
"""

import logging
import warnings

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", message="tqdm:disabling monitor support")
