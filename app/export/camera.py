"""The camera of a figure of many steps: it stands still, see Note [Frames of one size] in job.py."""

from __future__ import annotations

from .frame import Frame, content_box, edges_of, slots_of
from .legend import caption_lines, entries, merge


class Camera:
    """Gives the frames of a run's steps. size: of the graph's room in every frame."""

    def __init__(self, job):
        self._job = job
        boxes: dict[int, list[float]] = {}
        keys, self._lines = [], 1
        for step in job.steps:
            one = job.at(step)
            scene = one.stage().at(step)
            box = content_box(scene, scene.pills() if job.options.values else [], one.chosen(), None)
            index = one.scope().index
            old = boxes.setdefault(index, list(box))
            boxes[index] = [min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])]
            keys.append(_key(scene, one.chosen()) if job.options.legend else [])
        self.width = max(box[2] - box[0] for box in boxes.values())
        self.height = max(box[3] - box[1] for box in boxes.values())
        self._key = merge(keys)
        self._boxes = {index: self._placed(box) for index, box in boxes.items()}
        self._lines = max(self._measured(job.at(step)) for step in job.steps) if "{" in job.options.caption else 0

    def _placed(self, box: list[float]) -> tuple[float, float, float, float]:
        """A part's room, widened to the common size: the graph in its middle, at its top."""
        left = float(round((box[0] + box[2] - self.width) / 2))
        return left, box[1], left + self.width, box[1] + self.height

    def _measured(self, one) -> int:
        return len(caption_lines(one.caption, self.width))

    def frame(self, one) -> Frame:
        """The frame of one step's job."""
        box = self._boxes[one.scope().index]
        scene = one.stage().at(one.step)
        return Frame(scene, one.options, one.chosen(), one.caption, box, self._key, self._lines)


def _key(scene, chosen) -> list:
    """The key of a scene of which the chosen nodes are shown."""
    return entries(scene, slots_of(scene.sheet, chosen).tolist(), edges_of(scene.sheet, chosen).tolist())
