"""TensorBoard's own reader finds in a run what the run recorded."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import numpy
import pytest
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def events(folder: Path) -> EventAccumulator:
    everything = {kind: 0 for kind in ("scalars", "images", "histograms", "tensors")}
    return EventAccumulator(str(folder), size_guidance=everything).Reload()


@pytest.fixture(scope="module")
def read(run: Path) -> EventAccumulator:
    return events(run)


def test_scalars_are_the_recorded_values(read: EventAccumulator, rows: list[dict[str, float]]) -> None:
    expected = {(name, row["step"]): value for row in rows for name, value in row.items() if name != "step"}
    found = {(name, event.step): event.value for name in read.Tags()["scalars"] for event in read.Scalars(name)}
    assert found.keys() == expected.keys()
    # Event files hold scalars in 32 bits.
    assert found == {key: float(numpy.float32(value)) for key, value in expected.items()}


def test_pictures_are_those_in_the_folder(read: EventAccumulator, run: Path) -> None:
    pictures = {int(path.stem): path.read_bytes() for path in (run / "samples").glob("*.png")}
    (tag,) = read.Tags()["images"]
    images = read.Images(tag)
    # A picture is of the weights after its step, and the first step has the number 0.
    assert {image.step + 1: image.encoded_image_string for image in images} == pictures
    for image in images:
        # The header of a PNG file says its size.
        assert struct.unpack(">II", image.encoded_image_string[16:24]) == (image.width, image.height)


def test_histograms_count_the_weights(read: EventAccumulator, run: Path) -> None:
    tags = read.Tags()["histograms"]
    assert not set(tags) & set(read.Tags()["scalars"]), "TensorBoard shows one kind under a name"
    sizes = {value.size for path in (run / "weights").glob("*.safetensors") for value in load_file(path).values()}
    counted = [event.histogram_value for tag in tags for event in read.Histograms(tag)]
    assert counted
    for histogram in counted:
        assert histogram.num == sum(histogram.bucket) and histogram.num in sizes
        limits = [histogram.min, *histogram.bucket_limit]
        assert limits == sorted(limits) and limits[-1] == histogram.max


def test_the_equation_stands_there_as_a_text(read: EventAccumulator, run: Path) -> None:
    moves = [line for line in (run / "model.intro").read_text().splitlines() if "minimizes" in line]
    assert moves
    tags = [tag for tag in read.Tags()["tensors"] if read.SummaryMetadata(tag).plugin_data.plugin_name == "text"]
    texts = [event.tensor_proto.string_val[0].decode() for tag in tags for event in read.Tensors(tag)]
    for move in moves:
        assert any(move in text for text in texts), move


def test_a_file_that_was_cut_off_is_read_up_to_there(run: Path, tmp_path: Path) -> None:
    file = (run / "events.out.tfevents.asivae").read_bytes()
    whole = count(run)
    lengths = []
    for missing in (1, 5, 20):
        folder = tmp_path / str(missing)
        folder.mkdir()
        (folder / "events.out.tfevents.asivae").write_bytes(file[:-missing])
        lengths.append(count(folder))
    assert all(length < whole for length in lengths) and lengths[0] > 0
    assert all(later <= earlier for earlier, later in itertools.pairwise(lengths))


def count(folder: Path) -> int:
    """Values in a folder, of any kind."""
    read = events(folder)
    tags = read.Tags()
    kinds = {"scalars": read.Scalars, "images": read.Images, "histograms": read.Histograms, "tensors": read.Tensors}
    return sum(len(values(tag)) for kind, values in kinds.items() for tag in tags[kind])
