# Shortcuts. Every target calls what README.md names; none does more than its line says.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: book lab test check lowest newest data notebooks cover bench site-zip colab pdf gettext clean

book:        ## build the site and open it; LANGUAGE=ko: the Korean edition alone
	$(PYTHON) book/build.py --open $(EDITION)

# The environment may hold a LANGUAGE of its own, which means something else.
ifeq ($(origin LANGUAGE), command line)
EDITION = --language $(LANGUAGE)
endif

site-zip:    ## pack the built site into _build/dlnlp-book.zip
	$(PYTHON) book/archive.py

colab:       ## copies of the chapters for Google Colab, in _build/colab
	$(PYTHON) book/colab.py

pdf:         ## print the chapters of the built site into _build/pdf; needs Chromium
	$(PYTHON) book/pdf.py

lab:         ## step through the chapters in JupyterLab
	$(PYTHON) -m jupyterlab notebooks

test:        ## all tests, the notebooks among them
	$(PYTHON) -m pytest

check:       ## style, types, and which way the package's imports point
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()"

lowest:      ## the package's tests with the lowest versions that are declared
	bash .ci/versions lowest

newest:      ## … and with the newest, on Python 3.13
	bash .ci/versions newest

data:        ## fetch every file that tests and experiments can use, and check it
	$(PYTHON) -c "from dlnlp.datasets import fetch; from dlnlp.datasets.catalogue import CATALOGUE; list(map(fetch, CATALOGUE))"

notebooks:   ## run every notebook and store what it prints
	$(PYTHON) notebooks/run.py

cover:       ## draw the cover again
	$(PYTHON) -m dlnlp.chapters.cover book/assets/cover.svg

bench:       ## speed, each method against its peer
	$(PYTHON) -m benchmarks

gettext:     ## extract the English text, update the catalogues of the translation
	$(PYTHON) book/translate.py

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
