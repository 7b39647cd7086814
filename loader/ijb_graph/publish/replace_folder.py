"""All or nothing: a publication is made beside its place and put there whole; what is not ours is left alone."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.atomic_file import unfinished
from ijb_graph.errors import InputError, shown
from ijb_graph.errors.files import NoAccess
from ijb_graph.errors.publish import NoPublication
from ijb_graph.publish.datasets import CATALOGUE, GRAPH, LICENCE
from ijb_graph.publish.redirects import REDIRECTS
from ijb_graph.site import page_paths as site
from ijb_graph.turtle import read_turtle

__all__ = ["Written", "keep_unchanged", "replace_folder"]

# In so many bytes a page says what made it.
_HEAD = 1000


def _described(folder: Path) -> set[str]:
    """The files that a folder's own catalogue describes, and the catalogue; none where it has no catalogue of ours.

    Others have catalogues too, and may call a file as we do: ours stands beside a page that says what made it.
    """
    if not _says_generator(folder / site.INDEX):
        return set()
    try:
        quads = read_turtle(folder / CATALOGUE)
    except InputError:
        return set()
    download = pyoxigraph.NamedNode(PREFIXES["dcat"] + "downloadURL")
    named = (quad.object for quad in quads if quad.predicate == download)
    files = {file.value for file in named if isinstance(file, pyoxigraph.NamedNode)}
    url = next((file.removesuffix(GRAPH) for file in files if file.endswith(f"/{GRAPH}")), None)
    return {CATALOGUE, LICENCE, REDIRECTS} | {file.removeprefix(url) for file in files} if url else set()


def _says_generator(path: Path) -> bool:
    """Whether a page says that this project made it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return site.GENERATOR.encode() in file.read(_HEAD)


def _is_of_site(place: Path, inside: str) -> bool:
    """Whether a file is one of the site's: a page that says what made it, data beside one, or what the first uses."""
    if inside in site.FILES and inside != site.INDEX:
        return _says_generator(place / site.INDEX)
    stem, dot, ending = inside.rpartition(".")
    if inside.partition("/")[0] not in site.FOLDERS or dot + ending not in site.ENDINGS:
        return inside == site.INDEX and _says_generator(place / inside)
    return _says_generator(place / f"{stem}.html")


def _contents(place: Path) -> Iterator[str]:
    """The paths of all that is inside a folder: files, links, and empty folders, which end in a slash.

    Raises InputError where a folder cannot be read: what it holds is not known.
    """

    def refuse(error: OSError) -> None:
        raise error

    try:
        for name, folders, files in os.walk(place, onerror=refuse):
            folder = Path(name)
            links = [one for one in folders if (folder / one).is_symlink()]
            yield from ((folder / one).relative_to(place).as_posix() for one in files + links)
            if not folders and not files and folder != place:
                yield f"{folder.relative_to(place).as_posix()}/"
    except OSError as error:
        raise NoAccess(shown(Path(error.filename or place)), error.strerror or type(error).__name__).error() from error


def _refuse_foreign(place: Path) -> None:
    """Refuse a place that holds anything but a publication: it would be lost."""
    if not place.exists():
        return
    if not place.is_dir():
        raise NoPublication(shown(place), "a file").error()
    described = _described(place)
    for inside in sorted(_contents(place)):
        if inside not in described and not _is_of_site(place, inside):
            raise NoPublication(shown(place), f"{inside}, which no publication put there").error()


@dataclass(frozen=True)
class Written:
    """How many files of a publication are new or other than before, as before, and gone."""

    changed: int
    kept: int
    gone: int


def keep_unchanged(new: Path, target: Path) -> Written:
    """Let files of a new publication that have the bytes of those in ``target`` be these very files.

    So their times stay, and whoever copies the folder to a web server copies what changed.
    """
    place = target.resolve()
    kept, files = 0, [path for path in new.rglob("*") if path.is_file()]
    for path in files:
        before = place / path.relative_to(new)
        if before.is_symlink() or not before.is_file() or not filecmp.cmp(path, before, shallow=False):
            continue
        kept += 1
        path.unlink()
        try:
            os.link(before, path)
        except OSError:
            # A disk without hard links: a copy with the times of the file.
            shutil.copy2(before, path)
    old = sum(1 for path in place.rglob("*") if path.is_file() and not (new / path.relative_to(place)).is_file())
    return Written(len(files) - kept, kept, old)


@contextmanager
def replace_folder(target: Path) -> Iterator[Path]:
    """A folder to fill; filled without an error, it takes the place of ``target`` and of the publication there.

    Whatever stops the work before, the last publication stays. Between two renames at the very end, the old one
    stands in the working folder beside the target; a command that is killed in that moment leaves it there, and the
    next one puts it back.

    Raises InputError where ``target`` is a file, holds what is no publication, or cannot be written.
    """
    # A link to the folder that a web server shows goes on pointing at it.
    place = target.resolve()

    def put_back(work: Path) -> None:
        if (work / "old").is_dir() and not place.exists():
            (work / "old").rename(place)

    try:
        _refuse_foreign(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that it lies on the same disk and a rename is enough.
        with unfinished(place, is_folder=True, rescue=put_back) as work:
            new, old = work / "new", work / "old"
            try:
                new.mkdir()
                yield new
                _refuse_foreign(place)
                if place.exists():
                    place.rename(old)
                new.rename(place)
            finally:
                put_back(work)
    except OSError as error:
        raise NoAccess(shown(target), error.strerror or type(error).__name__).error() from error
