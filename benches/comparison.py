#!/usr/bin/env python3
"""How much code does a model take here, and how much in pythae? Prints the tables of `docs/comparison.md`.

    git clone https://github.com/clementchadebec/benchmark_VAE
    python3 benches/comparison.py --pythae benchmark_VAE

A line counts if something other than blanks, comments and documentation stands on it. A token is a word, a number, a
text or one sign, by the same rule in both languages. Tests and architectures of networks do not count. Standard library
only; of what is counted nothing is imported or run.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
USUAL = "posteriors/gaussian.rs"  # no model names it, and all that are counted here have it
LISTS = ["__init__.py", "auto_model/auto_config.py", "auto_model/auto_model.py"]  # of models, with a branch for each
BELOW = {  # what is below all models, and part of none
    "asivae": ["asivae-framework/src", "asivae-macros/src", "asivae-macros/grammar/src"],
    "pythae": """config.py customexception.py data models/base models/auto_model pipelines trainers/base_trainer
        trainers/trainer_utils.py trainers/training_callbacks.py""".split(),
}


@dataclass
class Model:
    title: str
    ours: str  # `plugins/src/models/….rs`
    theirs: str  # `models/…/`
    names: str  # what pythae calls it: classes, or texts that are compared with their names
    parent: str  # `models/…/` of the class that it derives from
    trainer: str = ""  # `trainers/…/`, one that only such games have


MODELS = [
    Model("β-VAE", "vae", "beta_vae", "BetaVAE|BetaVAEConfig", "vae"),
    Model(
        "capacity", "capacity_vae", "disentangled_beta_vae", "DisentangledBetaVAE|DisentangledBetaVAEConfig", "vae"
    ),
    Model("WAE-MMD", "wae_mmd", "wae_mmd", "WAE_MMD|WAE_MMD_Config", "ae"),
    Model(
        "adversarial", "adversarial_ae", "adversarial_ae", "Adversarial_AE|Adversarial_AE_Config", "vae",
        "adversarial_trainer",
    ),
    Model("VAE/GAN", "vae_gan", "vae_gan", "VAEGAN|VAEGANConfig", "vae", "coupled_optimizer_adversarial_trainer"),
]  # fmt: skip


# --- code, and nothing else -----------------------------------------------------------------------------------------


def blank(text: str) -> str:
    """Spaces in the place of a text; its line breaks stay."""
    return re.sub(r"\S", " ", text)


def quoted(text: str) -> str:
    """One long token in the place of a text; its line breaks stay."""
    return re.sub(r"\S", '"', text)


RUST = re.compile(
    r"""(?P<comment> // [^\n]* | /\* .*? \*/ )
    | (?P<text> b?r(?P<hash>\#*)".*?"(?P=hash) | b?"(?:\\.|[^"\\])*" | b?'(?:\\[^']+|[^'\\])' ) | .""",
    re.DOTALL | re.VERBOSE,
)


def rust(source: str) -> str:
    """The code of a Rust file: comments, documentation and tests are blank, texts are one token each."""
    code = RUST.sub(lambda m: blank(m[0]) if m["comment"] else quoted(m[0]) if m["text"] else m[0], source)
    while test := re.search(r"#\[(?:cfg\(test\)|test)\]", code):
        end, depth = test.end(), 0
        while end < len(code):  # an item ends with a semicolon, or with the brace that closes it
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
            if depth == 0 and code[end - 1] in ";}":
                break
        code = code[: test.start()] + blank(code[test.start() : end]) + code[end:]
    return code


def texts(source: str) -> list[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Comments (true) and texts of a Python file, with begin and end; since Python 3.12 f-strings come in parts."""
    found, depth, begin = [], 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if kind == "FSTRING_START":
            begin = begin if depth else token.start
            depth += 1
        elif kind == "FSTRING_END":
            depth -= 1
            if depth == 0:
                found.append((False, begin, token.end))
        elif kind in ("COMMENT", "STRING") and depth == 0:
            found.append((kind == "COMMENT", token.start, token.end))
    return found


def python(source: str) -> str:
    """The code of a Python file: comments and documentation are blank, texts are one token each."""
    documentation = {  # texts that stand alone
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    lines = source.splitlines()
    for is_comment, (first, begin), (last, end) in texts(source):
        change = blank if is_comment or (first, begin) in documentation else quoted
        for row in range(first - 1, last):
            line = lines[row]
            left, right = begin if row == first - 1 else 0, end if row == last - 1 else len(line)
            lines[row] = line[:left] + change(line[left:right]) + line[right:]
    return "\n".join(lines)


def code_of(file: Path) -> str:
    return (python if file.suffix == ".py" else rust)(file.read_text(encoding="utf-8"))


def lines_of(code: str) -> int:
    return sum(bool(line.strip()) for line in code.splitlines())


def tokens_of(code: str) -> int:
    return len(re.findall(r'\w+|"[\s"]*|[^\w\s]', code))


# --- counts ---------------------------------------------------------------------------------------------------------


@dataclass
class Count:
    files: list[Path] = field(default_factory=list)

    def sum(self, measure: Callable[[str], int]) -> int:
        return sum(measure(code_of(file)) for file in self.files)

    def functions(self, names: str) -> int:
        """Lines of the Python functions that have one of these names."""
        total = 0
        for file in self.files:
            code = code_of(file).splitlines()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and re.fullmatch(names, node.name):
                    first = min([node.lineno] + [mark.lineno for mark in node.decorator_list])
                    total += lines_of("\n".join(code[first - 1 : node.end_lineno]))
        return total


def count(root: Path, *names: str) -> Count:
    """Files, and all that is in folders but for tests."""
    files = []
    for path in (root / name for name in names):
        inside = sorted(file for file in path.rglob("*") if file.suffix in (".py", ".rs")) if path.is_dir() else [path]
        files += [file for file in inside if "tests" not in (file.stem, *file.relative_to(root).parts)]
    return Count(files)


def naming(files: list[Path], words: str) -> int:
    """Lines of code that have one of these words on them, in a text or not: pythae compares texts with names."""
    both = ((file.read_text(encoding="utf-8").splitlines(), code_of(file).splitlines()) for file in files)
    return sum(bool(c.strip() and re.search(rf"\b(?:{words})\b", s)) for sides in both for s, c in zip(*sides))


def plugins_used(root: Path, file: Path) -> list[str]:
    """The files of the plugins that a model imports: of `use crate::losses::{kl, rec}` two."""
    imports = re.findall(r"use crate::(\w+)::(\{[^}]*\}|\w+)", code_of(file))
    named = [f"{kind}/{name}.rs" for kind, names in imports for name in re.findall(r"\w+", names)]
    return [name for name in named if (root / name).exists()]


@dataclass
class Row:
    title: str
    side: str
    own: Count
    listed: int
    shared: Count
    trainer: Count


def rows_of(model: Model, ours: Path, theirs: Path) -> list[Row]:
    rows, file = [], ours / f"models/{model.ours}.rs"
    if file.exists():
        words = model.ours + "|" + "".join(part.capitalize() for part in model.ours.split("_"))
        listed, shared = naming([ours / "models/mod.rs"], words), count(ours, *plugins_used(ours, file), USUAL)
        rows.append(Row(model.title, "asivae", Count([file]), listed, shared, Count()))
    lists = [theirs / "models" / name for name in LISTS] + [theirs / "pipelines/training.py"]
    trainer = count(theirs, f"trainers/{model.trainer}") if model.trainer else Count()
    own, parent = (count(theirs, f"models/{folder}") for folder in (model.theirs, model.parent))
    rows.append(Row(model.title, "pythae", own, naming(lists, model.names), parent, trainer))
    return rows


def exported(file: Path, but: str) -> int:
    """What a Python package exports, without configurations and what else matches."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    names = next(n.value for n in body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__")
    return sum(not re.fullmatch(rf".*Config|{but}", name) for name in ast.literal_eval(names))


def registered(root: Path, kind: str) -> int:
    codes = (code_of(file) for file in root.rglob("*.rs"))
    return sum(len(re.findall(rf"^(?:#\[intro_{kind}\b|intro_{kind}!)", code, re.MULTILINE)) for code in codes)


def inventory(ours: Path, theirs: Path) -> list[list[object]]:
    here = lambda kind: registered(ours, kind) or "–"
    images = (theirs / f"models/nn/benchmarks/{data}/__init__.py" for data in ("mnist", "cifar", "celeba"))
    return [
        ["models", here("model"), exported(theirs / "models/__init__.py", "AutoModel|BaseAE")],
        ["losses that stand alone", here("loss"), "–"],
        ["schedules of numbers in an objective", here("schedule"), "–"],
        ["figures of a trained model", here("metric"), "–"],
        ["data sets", here("dataset"), "–"],
        ["samplers", here("sampler"), exported(theirs / "samplers/__init__.py", "BaseSampler")],
        ["normalising flows", "–", exported(theirs / "models/normalizing_flows/__init__.py", "BaseNF|NFModel")],
        ["networks for images", "–", sum(exported(file, "") for file in images)],
    ]


# --- tables ---------------------------------------------------------------------------------------------------------


def table(head: str, rows: list[list[object]]) -> None:
    print(f"| {head} |\n|" + "---|" * len(head.split("|")))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pythae", type=Path, required=True, help="a checkout of pythae, or its package, unpacked")
    given: Path = parser.parse_args().pythae
    theirs = next((p for p in (given / "src/pythae", given / "pythae", given) if (p / "models").is_dir()), None)
    if theirs is None:
        raise SystemExit(f"no pythae in {given}: no folder `models` there, nor in `pythae` or `src/pythae`")
    ours = HERE / "plugins/src"
    rows = [row for model in MODELS for row in rows_of(model, ours, theirs)]

    none = lambda number: number or "–"
    saves = r"save|load_from_folder|load_from_hf_hub|_load_custom_\w+"
    cells = []
    for row in rows:
        own, trainer = row.own, row.trainer
        saving = own.functions(saves) if row.side == "pythae" else 0
        game = f"{trainer.sum(lines_of)}, {trainer.functions('_optimizers_step')}" if trainer.files else "–"
        cells.append([row.title, row.side, len(own.files), own.sum(lines_of), own.sum(tokens_of), none(saving)])
        cells[-1] += [row.listed, none(row.shared.sum(lines_of)), game]
    table("model | | files | lines | tokens | of the lines saving | lines in lists | shared | trainer, its step", cells)

    table("| asivae | pythae", inventory(ours, theirs))

    below = {side: count({"asivae": HERE, "pythae": theirs}[side], *names) for side, names in BELOW.items()}
    table(
        "below all models | files | lines | tokens",
        [[side, len(part.files), part.sum(lines_of), part.sum(tokens_of)] for side, part in below.items()],
    )

    files: dict[tuple[str, str, Path], list[str]] = {}  # each once, with the models that it is for
    for row in rows:
        for what, part in (("own", row.own), ("shared", row.shared), ("trainer", row.trainer)):
            for file in part.files:
                files.setdefault((row.side, what, file), []).append(row.title)
    root = {"asivae": ours, "pythae": theirs}
    cells = []
    for (side, what, file), of in sorted(files.items()):
        code = code_of(file)
        cells.append([side, f"`{file.relative_to(root[side])}`", what, ", ".join(of), lines_of(code), tokens_of(code)])
    table("| file | | of | lines | tokens", cells)


if __name__ == "__main__":
    main()
