"""A folder that is published whole: what stays is the same file, and half of it is never seen."""

import errno
import gzip
import json
import os
import signal

import brotli
import pytest

from portal.snapshot import tree as trees
from portal.snapshot.tree import Tree, Unfit, Unusable
from tests.portal.copies import files


def fill(folder, contents, publish=True, **options):
    """Publish a folder with {name: bytes}; return its Tree."""
    with Tree(folder, **options) as tree:
        for name, content in contents.items():
            tree.put(name, content)
        if publish:
            tree.publish({"made": "now"})
    return tree


def break_off(folder):
    with Tree(folder) as tree:
        tree.put("index.html", b"2")
        raise ZeroDivisionError


def names(folder):
    return set(files(folder)) - {trees.MARK}


def test_folder_shows_what_was_put(tmp_path):
    folder = tmp_path / "site"
    fill(folder, {"index.html": b"1", "news/a/index.html": b"2"})
    assert names(folder) == {"index.html", "news/a/index.html"}
    assert json.loads((folder / trees.MARK).read_text()) == {"made": "now"}


def test_what_stays_keeps_its_file_and_its_time(tmp_path):
    folder = tmp_path / "site"
    fill(folder, {"same": b"same", "other": b"one", "gone/index.html": b"x"})
    os.utime(folder / "same", (1_000_000_000, 1_000_000_000))
    before = files(folder)
    with Tree(folder) as tree:
        tree.put("same", b"same")
        tree.put("other", b"two")
        assert tree.removed() == ["gone/index.html"]
        tree.publish({})
    after = files(folder)
    assert after["same"] == before["same"]
    assert after["other"][2] == b"two"
    assert names(folder) == {"same", "other"}
    assert (tree.written, tree.unchanged) == (["other"], 1)


def test_stream_is_compared_too(tmp_path):
    folder = tmp_path / "site"
    for chunks, is_same in (([b"ab", b"cd"], False), ([b"abc", b"d"], True), ([b"abc"], False),
                            ([b"abcd"], False), ([b"abcd", b"e"], False)):  # fmt: skip
        before = files(folder).get("file") if folder.exists() else None
        with Tree(folder) as tree:
            tree.put_stream("file", iter(chunks))
            tree.publish({})
        assert (folder / "file").read_bytes() == b"".join(chunks)
        assert (files(folder)["file"] == before) is is_same
        assert tree.unchanged == is_same


def test_kept_file_is_not_read(tmp_path):
    folder = tmp_path / "site"
    fill(folder, {"media/1.avif": b"picture"})
    before = files(folder)["media/1.avif"]
    with Tree(folder) as tree:
        assert tree.keep("media/1.avif")
        assert not tree.keep("media/2.avif")
        tree.publish({})
    assert files(folder)["media/1.avif"] == before


def test_unpublished_tree_leaves_nothing(tmp_path):
    folder = tmp_path / "site"
    fill(folder, {"index.html": b"1"})
    before = files(folder)
    fill(folder, {"index.html": b"2", "new": b"3"}, publish=False)
    assert files(folder) == before
    with pytest.raises(ZeroDivisionError):
        break_off(folder)
    assert files(folder) == before
    assert names(tmp_path) == {"site/index.html", "site/snapshot.json", ".site.snapshot/lock"}


@pytest.mark.parametrize("point", ["filling", "published"])
def test_process_that_is_killed_leaves_the_old_or_the_new(tmp_path, point):
    folder = tmp_path / "site"
    fill(folder, {"index.html": b"old", "a": b"old"})
    child = os.fork()
    if not child:
        with Tree(folder) as tree:
            tree.put("index.html", b"new")
            if point == "published":
                tree.put("a", b"new")
                tree.publish({})
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    word = b"new" if point == "published" else b"old"
    assert {name: files(folder)[name][2] for name in names(folder)} == {
        "index.html": word,
        "a": word,
    }
    fill(folder, {"index.html": b"newer"})
    assert names(folder) == {"index.html"}
    assert names(tmp_path) == {"site/index.html", "site/snapshot.json", ".site.snapshot/lock"}


def test_folders_change_their_names_at_once(tmp_path):
    """A reader who asks again and again never finds the folder missing or mixed."""
    folder = tmp_path / "site"
    fill(folder, {"a": b"0", "b": b"0"})
    child = os.fork()
    if not child:
        for number in range(1, 60):
            fill(folder, {"a": b"%d" % number, "b": b"%d" % number})
        os._exit(0)
    seen = set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        place = os.open(folder, os.O_RDONLY)  # of one state, whatever its name is by now
        try:
            found = []
            for name in ("a", "b"):
                with open(os.open(name, os.O_RDONLY, dir_fd=place), "rb") as file:
                    found.append(file.read())
        except FileNotFoundError:  # this state was just removed, after another took its name
            continue
        finally:
            os.close(place)
        assert found[0] == found[1]
        seen.add(found[0])
    assert seen


def test_system_without_exchange_takes_two_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(trees, "_exchange", lambda one, other: False)
    folder = tmp_path / "site"
    fill(folder, {"a": b"1"})
    fill(folder, {"a": b"2"})
    assert (folder / "a").read_bytes() == b"2"
    # Ended between the two steps.
    beside = tmp_path / ".site.snapshot"
    folder.rename(beside / "old")
    with Tree(folder):
        assert (folder / "a").read_bytes() == b"2"
    assert names(folder) == {"a"}


def test_disk_without_hard_links_gets_copies(tmp_path, monkeypatch):
    def refuse(old, new):
        raise OSError(errno.EPERM, "no links here")

    folder = tmp_path / "site"
    fill(folder, {"a": b"1", "b/c": b"2"})
    os.utime(folder / "b/c", (1_000_000_000, 1_000_000_000))
    monkeypatch.setattr(trees.os, "link", refuse)
    fill(folder, {"a": b"3", "b/c": b"2"})
    assert (folder / "b/c").read_bytes() == b"2"
    assert (folder / "b/c").stat().st_mtime == 1_000_000_000


@pytest.mark.parametrize("name", ["letters.txt", "index.html"])
def test_folder_of_something_else_is_refused(tmp_path, name):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / name).write_text("мої листи")
    with pytest.raises(Unusable, match="did not write"), Tree(folder):
        pass
    assert names(folder) == {name}
    with pytest.raises(Unusable, match="did not write"), Tree(folder / name):
        pass


def test_empty_folder_and_a_link_to_one_may_be_used(tmp_path):
    folder, link = tmp_path / "site", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    fill(link, {"a": b"1"})
    assert link.is_symlink()
    assert names(folder) == {"a"}


def test_disk_that_is_mounted_is_refused():
    with pytest.raises(Unusable, match="mounted"), Tree("/proc"):
        pass


def test_one_writes_at_a_time(tmp_path):
    folder = tmp_path / "site"
    with Tree(folder), pytest.raises(Unusable, match="just now"), Tree(folder):
        pass
    fill(folder, {"a": b"1"})


def test_file_and_folder_of_one_name_are_refused_by_name(tmp_path):
    with Tree(tmp_path / "site") as tree:
        tree.put("a", b"1")
        with pytest.raises(Unfit):
            tree.put("a/b", b"2")
        tree.put("c/d", b"3")
        with pytest.raises(Unfit):
            tree.put("c", b"4")
        with pytest.raises(Unfit):
            tree.put("a", b"5")
        tree.publish({})
    assert names(tmp_path / "site") == {"a", "c/d"}


def test_twins_say_the_same_packed(tmp_path):
    folder, text = tmp_path / "site", "Громада ".encode() * 50
    fill(folder, {"index.html": text, "a.avif": b"x"}, packed=True)
    assert names(folder) == {"index.html", "index.html.gz", "index.html.br", "a.avif"}
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == text
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == text
    before = files(folder)
    tree = fill(folder, {"index.html": text, "a.avif": b"x"}, packed=True)
    assert (tree.written, tree.twins, tree.removed()) == ([], 0, [])
    assert files(folder)["index.html.br"] == before["index.html.br"]
    with Tree(folder) as tree:
        tree.put("index.html", text)
        assert tree.removed() == ["a.avif", "index.html.br", "index.html.gz"]


def test_dry_run_writes_nothing(tmp_path):
    folder = tmp_path / "site"
    fill(folder, {"a": b"1", "b": b"2"})
    before = files(folder)
    with Tree(folder, packed=True, dry_run=True) as tree:
        tree.put("a", b"1")
        tree.put("c/d.html", b"3")
        tree.put_stream("e", [b"4"])
        assert (tree.written, tree.unchanged, tree.removed()) == (["c/d.html", "e"], 1, ["b"])
    assert files(folder) == before
