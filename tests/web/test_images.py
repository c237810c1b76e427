"""Pages of one file are asked for one at a time, so that a hostile file leaves the drawing processes to the others."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.reading.drawing import Drawer
from assistant.web.images import PageImages


class Counting(Drawer):
    """Draws nothing; counts how many calls for one file are under way at once."""

    def __init__(self) -> None:
        self.most = 0
        self._under_way = 0
        self._lock = threading.Lock()

    def size(self, path: Path, page: int) -> tuple[float, float]:
        with self._lock:
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        time.sleep(0.02)
        with self._lock:
            self._under_way -= 1
        return 100.0 * page, 200.0

    def draw(self, path: Path, page: int, scale: float, form: str, **options: object) -> bytes:
        self.size(path, page)
        return b"PNG"


def test_sizes_and_images_of_one_file_are_made_one_at_a_time() -> None:
    drawer = Counting()
    images = PageImages(drawer=drawer)
    with ThreadPoolExecutor(8) as threads:
        sizes = list(threads.map(lambda page: images.size(Path("a.pdf"), "a", page), [1, 2, 3, 1]))
        drawn = list(threads.map(lambda page: images.png(Path("a.pdf"), "a", page, 1.0), [1, 2]))
    assert sizes == [(100.0, 200.0), (200.0, 200.0), (300.0, 200.0), (100.0, 200.0)]
    assert drawn == [b"PNG", b"PNG"]
    assert drawer.most == 1
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda name: images.size(Path(name), name, 1), ["b", "c"]))
    assert drawer.most == 2
