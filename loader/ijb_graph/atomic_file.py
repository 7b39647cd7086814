"""Files and folders written all or nothing: beside their place first, then into it in one step.

A killed command leaves what it was writing, under a hidden name beside its place. Each writer holds a lock of the
operating system on that, which goes when the process ends: the next writer removes what nobody holds.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without such locks: what is a day old is taken for abandoned
    fcntl = None  # type: ignore[assignment]

__all__ = ["replace_file", "unfinished"]

_BUFFER = 1 << 20
# Follows the target's name in that of what is unfinished: what somebody keeps as `.NAME.previous` is never swept.
_MARK = ".ijb-unfinished-"
_DAY = 24 * 3600.0


def _is_held(handle: int, path: Path) -> bool:
    """Whether a writer still works on what an open handle leads to; takes the lock where not."""
    if fcntl is None:
        return time.time() - path.stat().st_mtime < _DAY
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _sweep(target: Path, rescue: Callable[[Path], None]) -> None:
    """Remove what killed commands left beside ``target``, after ``rescue`` has taken from it what it wants."""
    name = re.compile(rf"\.{re.escape(target.name + _MARK)}[a-z0-9_]{{8}}")
    for path in target.parent.iterdir():
        if not name.fullmatch(path.name) or path.is_symlink():
            continue
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                if not _is_held(handle, path):
                    rescue(path)
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(handle)


@contextmanager
def unfinished(
    target: Path, is_folder: bool = False, rescue: Callable[[Path], None] = lambda path: None
) -> Iterator[Path]:
    """An empty file or folder beside ``target``, to fill and move into its place; removed where it is not moved.

    What killed commands left there is removed first, after ``rescue`` has seen it. Raises OSError.
    """
    _sweep(target, rescue)
    while True:
        if is_folder:
            path = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}{_MARK}"))
            handle = os.open(path, os.O_RDONLY)
        else:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}{_MARK}")
            path = Path(name)
        # Between its making and the lock another writer may have taken it for abandoned.
        if not _is_held(handle, path) and path.exists():
            break
        os.close(handle)
    try:
        yield path
    finally:
        os.close(handle)
        # What cannot be removed does not undo what was written: the next writer tries again.
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if is_folder else path.unlink()


def _default_mode() -> int:
    """The permissions that the umask leaves a new file."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def replace_file(target: Path, pieces: Iterable[str | bytes], is_private: bool = False) -> None:
    """Write text, as UTF-8, or bytes in the place of a file: whoever reads sees the old file or the new one, whole.

    The file is its owner's alone where it ``is_private``; else the umask says who may read it. Raises OSError.
    """
    with unfinished(target) as path:
        with path.open("wb", _BUFFER) as file:
            file.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o600 if is_private else _default_mode())
        path.replace(target)
