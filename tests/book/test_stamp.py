"""A site that was built of something else does not pass for the one of today."""

from __future__ import annotations

import pytest
import stamp


@pytest.fixture
def project(tmp_path):
    """A project of two files, and a site that was built of it."""
    for name in ("_config.yml", "book/page.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    site = tmp_path / "_build" / "html"
    site.mkdir(parents=True)
    stamp.write(site, stamp.state(tmp_path))
    return tmp_path


def up_to_date(project, **changes):
    return stamp.holds(project / "_build" / "html", stamp.state(project) | changes)


def test_a_site_holds_while_nothing_changes(project):
    assert up_to_date(project)
    packages = stamp.state(project)["packages"]
    assert up_to_date(project, packages=packages | {"a later one": "1.0"})
    (project / "book" / "ko.mo").write_text("compiled by a build")
    (project / "book" / "__pycache__").mkdir()
    (project / "book" / "__pycache__" / "a.pyc").write_text("by Python")
    assert up_to_date(project)


@pytest.mark.parametrize("name", ["_config.yml", "book/page.md", "book/new/page.md"])
def test_a_changed_or_new_file_makes_it_old(project, name):
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("two")
    assert not up_to_date(project)


def test_a_file_that_went_or_has_another_name_makes_it_old(project):
    (project / "book" / "page.md").rename(project / "book" / "other.md")
    assert not up_to_date(project)


@pytest.mark.parametrize("name", stamp.VARIABLES)
def test_another_environment_makes_it_old(project, monkeypatch, name):
    monkeypatch.setenv(name, "something else")
    assert not up_to_date(project)


def test_another_version_of_a_package_makes_it_old(project):
    packages = stamp.state(project)["packages"]
    assert not up_to_date(project, packages=packages | {"numpy": "0.1"})
    del packages["numpy"]
    assert not up_to_date(project, packages=packages)


def test_what_installs_packages_is_none_of_the_site():
    assert not stamp.INSTALLERS & stamp.state()["packages"].keys()


def test_a_site_that_is_about_to_change_is_none(project):
    stamp.remove(project / "_build" / "html")
    assert not up_to_date(project)
    stamp.remove(project / "_build" / "html")
