"""`retrograd doctor`: its text, its JSON, its exit status, on programs and on tapes; `--why NAME`."""

import json

import pytest

from .running import cli, program

BROKEN = """\
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
opt = torch.optim.SGD([w, v], lr=0.1)
for i in range(3):
    h = (w * 2).detach()
    loss = (h * v).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
"""
HEALTHY = BROKEN.replace(".detach()", "")
RAISING = "import torch\nx = torch.ones(3, requires_grad=True)\n(x * 2).backward()\n"


def test_a_broken_program_is_told_in_words_with_its_lines(tmp_path):
    done = cli("doctor", program(tmp_path, BROKEN))
    assert done.code == 1
    assert "1 finding in" in done.out
    assert "error: w gets no gradient: cut at line 6 by detach()" in done.out
    assert "      6 |     h = (w * 2).detach()" in done.out
    assert "    fix |     h = (w * 2)\n" in done.out
    assert done.err == ""


def test_a_healthy_program_is_clean(tmp_path):
    done = cli("doctor", program(tmp_path, HEALTHY))
    assert (done.code, done.err) == (0, "")
    assert "nothing found in" in done.out
    assert "Exit status: 0: nothing found" in " ".join(cli("doctor", "--help").out.split())


def test_json_and_a_tape_say_the_same(tmp_path):
    path, tape = program(tmp_path, BROKEN), tmp_path / "run.tape"
    assert cli("record", path, "-o", tape).code == 0
    done = cli("doctor", tape, "--json")
    assert done.code == 1
    said = json.loads(done.out)
    (one,) = said["findings"]
    assert (one["id"], one["severity"], one["line"], one["lines"]) == ("cut-path", "error", 6, [])
    assert one["fix"] == {"line": 6, "text": "    h = (w * 2)", "insert": False}
    assert said["status"] == "finished" and said["events"] > 20
    assert all(one[key] for key in ("title", "evidence", "why", "do"))
    healthy = json.loads(cli("doctor", program(tmp_path, HEALTHY), "--json").out)
    assert healthy["findings"] == []


def test_a_program_that_raises_is_explained_and_its_traceback_shown(tmp_path):
    done = cli("doctor", program(tmp_path, RAISING))
    assert done.code == 1
    assert "RuntimeError: grad can be implicitly created only for scalar outputs" in done.err
    assert "error: backward() at line 3 starts from x * 2, which has more than one element" in done.out
    assert done.is_clean()


def test_why_a_variable_has_the_gradient_it_has(tmp_path):
    path = program(tmp_path, BROKEN)
    done = cli("doctor", path, "--why", "w")
    assert (done.code, done.out.splitlines()[0]) == (0, "w has no gradient: the graph is cut at line 6 by detach().")
    said = json.loads(cli("doctor", path, "--why", "v", "--json").out)
    assert (said["name"], said["kind"]) == ("v", "value")


@pytest.mark.parametrize("words, said", [
    (["doctor"], "required: FILE_OR_TAPE"),
    (["doctor", "nowhere.py"], "nowhere.py"),
    (["doctor", "{tape}"], "is not a tape"),
    (["doctor", "{path}", "--why", "nobody"], "no tensor is called nobody"),
])  # fmt: skip
def test_wrong_words_are_one_sentence_and_status_2(words, said, tmp_path):
    (tmp_path / "bad.tape").write_bytes(b"no tape at all, this")
    path = program(tmp_path, HEALTHY)
    done = cli(*(word.format(tape=tmp_path / "bad.tape", path=path) for word in words), cwd=tmp_path)
    assert done.code == 2
    assert said in done.err and done.out == ""


def test_a_finding_in_an_imported_module_names_its_file(tmp_path):
    (tmp_path / "layers.py").write_text("def cut(x):\n    return x.detach()\n")
    done = cli("doctor", program(tmp_path, "import layers\n" + BROKEN.replace("(w * 2).detach()", "layers.cut(w * 2)")), "--json")
    (one,) = json.loads(done.out)["findings"]
    assert one["line"] == 2 and one["file"].endswith("layers.py") and "fix" not in one
    assert one["title"] == "w gets no gradient: cut at line 2 by detach() (in layers.py)"


def test_a_program_that_leaves_with_a_status_of_its_own_is_no_finding(tmp_path):
    done = cli("doctor", program(tmp_path, HEALTHY + "raise SystemExit(3)\n"))
    assert done.code == 0 and "nothing found" in done.out


def test_an_empty_program_has_nothing_wrong(tmp_path):
    done = cli("doctor", program(tmp_path, ""))
    assert done.code == 0 and "nothing found in 1 event\n" in done.out
