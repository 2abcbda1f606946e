"""What nbval, which runs the notebooks as tests, doesn't compare."""


def pytest_collectstart(collector):
    """Stored notebooks have no HTML (notebooks/run.py): a figure's text is compared."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)
