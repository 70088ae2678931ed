"""No name can break a figure: the corpus of hostile texts goes through every exporter, and every result is parsed."""

import html
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QImage, QImageReader

from app.export import REGISTRY, ExportError, export
from app.export.mermaid import escape as mermaid_escape
from app.export.tex_text import tex
from tests.hostile import NAMES

one = np.ones(2, np.float32)
needs = lambda program: pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")

# What a line of our Mermaid may be; nothing of a label is outside of its quotes.
LABEL = r'"(?:[^"#<>&`\\\x00-\x1f]|#\d+;|<br/>)*"'
MERMAID = re.compile(
    r'---|title: "(?:[^"\\\x00-\x1f]|\\["\\])*"|flowchart (?:TB|LR)'
    rf"|  n\d+(?:\(\[{LABEL}\]\)|\[\[{LABEL}\]\]|\[{LABEL}\]|\({LABEL}\)):::[a-z]+"
    rf"|  n\d+ (?:==>|-\.->|-->)(?:\|{LABEL}\|)? n\d+"
    r"|  classDef [a-z]+ (?:[a-z-]+:[#\w .]+,?)+|  linkStyle [\d,]+ stroke:#\w{6},color:#\w{6}"
)


@pytest.fixture
def hostile(program):
    """A run whose tensors, expressions, ops, prints and file have every name of the corpus."""
    p = program("\n".join(f"# {name!r}" for name in NAMES))
    for line, name in enumerate(NAMES, 1):
        x = p.t.tensor(name, one, line)
        y = p.t.op(name[:50] or "mul", [x, None], one, line, name, name[:60] + "Backward0", numbers={1: 2})
        p.t.output(name + "\n", line)
    p.t.backward(y, 1)
    p.t.node(y, [one], [one, None])
    p.t.backward_end(1)
    return p.trace()


def whole(trace, path, **options):
    return export(trace, path, whole=True, legend=True, **options)


def captions():
    """Captions: the whole corpus, in pieces that are not too long for one."""
    return [name[:1900] for name in NAMES]


def test_svg_is_xml_and_runs_nothing(hostile, tmp_path):
    for k, caption in enumerate(captions()):
        whole(hostile, tmp_path / "a.svg", caption=caption, selection="node:1" if k else "")
        root = ET.parse(tmp_path / "a.svg").getroot()
        tags = {element.tag.partition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "style", "defs", "pattern", "circle", "path", "g", "rect", "use", "text",
                        "polygon", "tspan", "image"}  # fmt: skip
        assert not [a for element in root.iter() for a in element.attrib if a.startswith("on") or a.endswith("}href")]


def test_json_is_json_with_the_names_as_they_are(hostile, tmp_path):
    whole(hostile, tmp_path / "a.json", caption="</script>")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    titles = {node["title"] for node in told["nodes"]}
    assert {name for name in NAMES if name.isprintable() and len(name) < 200 and name.strip()} - titles == set()


@needs("dot")
def test_dot_reads_what_we_write(hostile, tmp_path):
    whole(hostile, tmp_path / "a.dot", caption="\n".join(NAMES)[:1900])
    words = ["dot", "-Tjson", str(tmp_path / "a.dot")]
    done = subprocess.run(words, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr.decode(errors="replace")[-500:]
    told = json.loads(done.stdout.decode("utf-8"))
    assert all(re.fullmatch(r"n\d+", node["name"]) for node in told["objects"])
    labels = {node["label"].split("\\n")[0] for node in told["objects"]}
    assert {'"];x[', "]]>", "&amp; &#38; #quot; #35; &lt;"} <= {html.unescape(label) for label in labels} | labels


def test_mermaid_keeps_to_its_grammar(hostile, tmp_path):
    for caption in captions():
        whole(hostile, tmp_path / "a.mmd", caption=caption)
        text = (tmp_path / "a.mmd").read_text(encoding="utf-8")
        wrong = [line for line in text[:-1].split("\n") if not MERMAID.fullmatch(line)]
        assert wrong == []
    assert mermaid_escape('"<b>`#%&\\') == "#34;#60;b#62;#96;#35;#37;#38;#92;"


def test_tex_is_ascii_and_balanced_and_calls_only_our_commands(hostile, tmp_path):
    for caption in captions():
        whole(hostile, tmp_path / "a.tex", caption=caption)
        text = (tmp_path / "a.tex").read_bytes().decode("ascii")
        assert not re.search(r"\\(input|write|openout|catcode|csname|immediate|read)\b", text)
        assert text.count("\\end{document}") == 1
    for name in NAMES:
        plain = re.sub(r"\\[{}\\$&#%_]", "", tex(name))
        assert plain.count("{") == plain.count("}") and plain.count("$") % 2 == 0
        assert not re.search(r"(?<!\\)%|\n", tex(name))


@needs("pdflatex")
@needs("pdftotext")
def test_pdflatex_compiles_every_name(hostile, tmp_path):
    whole(hostile, tmp_path / "a.tex", caption="\n".join(name[:60] for name in NAMES))
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "a.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
    said = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True, timeout=60, check=True).stdout
    assert "}\\input{/etc/passwd}" in said.decode() and "root:" not in said.decode()


@needs("pdftotext")
def test_pdf_holds_the_names_as_text(hostile, tmp_path):
    whole(hostile, tmp_path / "a.pdf", caption="\n".join(name[:60] for name in NAMES))
    done = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert "}\\input{/etc/passwd}" in done.stdout.decode() and "]]>" in done.stdout.decode()


def test_pictures_are_pictures(hostile, tmp_path):
    whole(hostile, tmp_path / "a.png", caption="\n".join(name[:60] for name in NAMES), scale=0.5)
    assert not QImage(str(tmp_path / "a.png")).isNull()
    pytest.importorskip("PIL")
    events = max(0, len(hostile) - 6), len(hostile) - 1
    export(hostile, tmp_path / "a.gif", events=events, caption="".join(NAMES)[:300] + "{sentence}", scale=0.5)
    reader = QImageReader(str(tmp_path / "a.gif"))
    assert reader.imageCount() >= 2 and not reader.read().isNull()


@pytest.mark.parametrize("name", NAMES)
def test_words_of_a_selection_are_only_looked_for(hostile, tmp_path, name):
    try:
        export(hostile, tmp_path / "a.json", whole=True, selection=name)
    except ExportError as error:
        assert "\n" not in str(error) and len(str(error)) < 400


def test_a_file_s_own_name_can_be_anything(hostile, tmp_path):
    for name in ("</script>".replace("/", "∕"), "%%", "梯度 🔥", "a b'c\"d", "}{$&#^~_", "-rf"):
        for kind in (k.name for k in REGISTRY.values() if not k.only_run):
            made = export(hostile, tmp_path / f"{name}.{kind}", selection="node:1", whole=True)
            assert (tmp_path / f"{name}.{kind}").stat().st_size > 0 and made.path.endswith(f"{name}.{kind}")
