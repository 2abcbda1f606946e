"""Under each chapter's title: where its notebook can be run.

"Run in browser" opens it in the site's own JupyterLite. Colab and Binder run it
elsewhere, from the project's repository (`repository` in _config.yml).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from language_switch import EDITIONS, to_root
from sphinx.application import Sphinx

SERVER = "python -m http.server"
WORDS = {  # the button, what replaces it where there is no server, and the others
    "en": ("Run in browser", f"(To run it here, serve the book: {SERVER})", "or in"),
    "ko": (
        "브라우저에서 실행하기",
        f"(여기서 실행하려면 책을 서버로 연다: {SERVER})",
        "다른 곳에서:",
    ),
}


def add(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree) -> None:
    """Put the line of links after the title, if the page is a notebook."""
    if context.get("page_source_suffix") != ".ipynb":
        return
    language = app.config.language
    run, serve, elsewhere = WORDS[language]
    notebook = f"{PurePosixPath(page).relative_to('notebooks')}.ipynb"
    live = (
        f"{to_root(language, page)}live/notebooks/index.html"
        f"?path={EDITIONS[language][0]}{notebook}"
    )
    others = ", ".join(
        f'<a href="{address}">{name}</a>'
        for name, address in services(app.config.html_theme_options, page, language)
    )
    line = (
        f'<p class="launch"><a class="launch-live" href="{live}" '
        f'data-from-file="{serve}">{run}</a> '
        f'<span class="launch-elsewhere">{elsewhere} {others}</span></p>'
    )
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{line}", 1)


def services(
    options: dict[str, str], page: str, language: str
) -> list[tuple[str, str]]:
    """Names and addresses of hosts that run a notebook of a repository on GitHub.

    Colab opens the copies that install the project (book/colab.py), on their branch.
    Binder finds the Korean notebooks where .binder/postBuild has put them.
    """
    colabs = f"{EDITIONS[language][0]}{page}.ipynb"
    binders = f"{'' if language == 'en' else '_build/korean/'}{page}.ipynb"
    project = options["repository_url"].removeprefix("https://github.com/")
    branch = options["repository_branch"]
    colab = "https://colab.research.google.com/github"
    binder = "https://mybinder.org/v2/gh"
    return [
        ("Colab", f"{colab}/{project}/blob/colab/{colabs}"),
        ("Binder", f"{binder}/{project}/{branch}?urlpath=lab/tree/{binders}"),
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_css_file("launch.css", priority=900)
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
