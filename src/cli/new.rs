//! `asivae new`: a crate of plugins, from the templates in `new/`.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf, absolute};

use clap::Args;
use serde_json::{Value, json};

use super::exit::{Failure, Output};
use crate::Error;

/// Writes a crate for plugins of your own: a loss, a schedule, a model made of both, and the command line with them in it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae new my-losses                               a folder my-losses/, whose README.md says how to go on
  asivae new my-losses --path ~/losses               in another folder, which is not there yet or empty
  asivae new my-losses --asivae ~/src/asivae         built against another copy of asivae's source

Then, in the new folder:
  cargo test
  cargo run -- train huber-introvae --data 8-gaussians --steps 3000

Cargo.toml has asivae's own profile, and its version and features of Burn: built in the same place (CARGO_TARGET_DIR), Burn is built once for both.")]
pub(super) struct New {
    /// Name of the crate: lowercase letters, digits, - and _, beginning with a letter.
    #[arg(value_parser = crate_name)]
    name: String,
    /// Folder of the crate; NAME in the current one where none is given.
    #[arg(long, value_name = "FOLDER")]
    path: Option<PathBuf>,
    /// Folder of asivae's source; the one that this program was built from where none is given.
    #[arg(long, value_name = "PATH")]
    asivae: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

const TEMPLATES: [(&str, &str); 8] = [
    ("Cargo.toml", include_str!("new/Cargo.toml.txt")),
    (".gitignore", include_str!("new/gitignore.txt")),
    ("README.md", include_str!("new/README.md.txt")),
    ("src/lib.rs", include_str!("new/lib.rs.txt")),
    ("src/main.rs", include_str!("new/main.rs.txt")),
    ("src/huber.rs", include_str!("new/huber.rs.txt")),
    ("src/polynomial_ramp.rs", include_str!("new/polynomial_ramp.rs.txt")),
    ("src/huber_introvae.rs", include_str!("new/huber_introvae.rs.txt")),
];

/// What to type next, in the folder.
const NEXT: [&str; 3] =
    ["cargo test", "cargo run -- list", "cargo run -- train huber-introvae --data 8-gaussians --steps 3000"];

impl New {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let asivae = source(self.asivae.as_deref())?;
        let folder = self.path.unwrap_or_else(|| PathBuf::from(&self.name));
        let filled = |template: &str| {
            let library = self.name.replace('-', "_");
            let target = quoted(&target(&asivae));
            let text = template.replace("{name}", &self.name).replace("{library}", &library);
            text.replace("{asivae}", &quoted(&asivae)).replace("{target}", &target)
        };
        let mut files: Vec<(&str, String)> = TEMPLATES.map(|(file, template)| (file, filled(template))).into();
        // The versions that asivae was tested with; cargo adds the new crate to them.
        if let Ok(lock) = fs::read_to_string(asivae.join("Cargo.lock")) {
            files.insert(1, ("Cargo.lock", lock));
        }
        write_all(&folder, &files)?;
        let names: Vec<&str> = files.iter().map(|(file, _)| *file).collect();
        let value = || json!({ "name": self.name, "folder": folder, "asivae": asivae, "files": names, "next": NEXT });
        Ok(Output::either(self.json, value, || report(&folder, &asivae, &names)))
    }
}

fn report(folder: &Path, asivae: &Path, files: &[&str]) -> String {
    format!(
        "{}:\n  {}\n\nNext:\n  cd {}\n  {}\n\nThe first build compiles Burn, which takes minutes, unless it shares the place in which asivae was built:\n  \
         export CARGO_TARGET_DIR={}",
        folder.display(),
        files.join("\n  "),
        quoted(folder),
        NEXT.join("\n  "),
        quoted(&target(asivae)),
    )
}

/// Where asivae was built: around this program, if that is a target folder, else in its source.
fn target(asivae: &Path) -> PathBuf {
    let program = std::env::current_exe().ok();
    let around = program.as_deref().and_then(Path::parent).and_then(Path::parent);
    let built = around.filter(|folder| folder.join("CACHEDIR.TAG").is_file());
    built.map_or_else(|| asivae.join("target"), Path::to_owned)
}

/// A name that cargo, rustc and the lock file can all take.
fn crate_name(text: &str) -> Result<String, String> {
    const ALLOWED: &str = "expected lowercase letters, digits, - and _, beginning with a letter, as in my-losses";
    let tail = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.chars().all(tail) {
        return Err(ALLOWED.to_owned());
    }
    if TAKEN.contains(&text) {
        return Err(format!("a part of asivae, Rust or cargo has that name; {ALLOWED}"));
    }
    if KEYWORDS.contains(&text) {
        return Err(format!("that is a word of Rust; {ALLOWED}"));
    }
    Ok(text.to_owned())
}

/// Packages that the crate depends on or that Rust brings along, and folders that cargo keeps beside what it builds.
#[rustfmt::skip]
const TAKEN: [&str; 14] = [
    "alloc", "asivae", "asivae-framework", "asivae-grammar", "asivae-macros", "asivae-plugins", "build", "burn", "core", "deps",
    "examples", "incremental", "std", "test",
];

#[rustfmt::skip]
const KEYWORDS: [&str; 50] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while",
];

/// The folder with the package `asivae`, as an absolute path.
fn source(given: Option<&Path>) -> Result<PathBuf, Error> {
    let path = given.unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR")));
    let refuse = |found: String| {
        let hint = if given.is_some() { "" } else { "; this program was built there; say where its source is now" };
        Err(Error::setting("--asivae", format!("expected a folder with the package `asivae`; {found}{hint}")))
    };
    let manifest = path.join("Cargo.toml");
    let text = match fs::read_to_string(&manifest) {
        Ok(text) => text,
        Err(error) => return refuse(format!("{} cannot be read: {error}", manifest.display())),
    };
    let name = text.parse::<toml::Table>().ok().and_then(|t| Some(t.get("package")?.get("name")?.as_str()?.to_owned()));
    match name.as_deref() {
        Some("asivae") if path.to_str().is_none() => refuse(format!("{} is no UTF-8", path.display())),
        // Windows' canonical paths are not cargo's.
        Some("asivae") if given.is_some() && !cfg!(windows) => path.canonicalize().map_err(|e| Error::io(path, e)),
        Some("asivae") => absolute(path).map_err(|e| Error::io(path, e)),
        Some(other) => refuse(format!("{} is of the package `{other}`", manifest.display())),
        None => refuse(format!("{} names no package", manifest.display())),
    }
}

/// A path in quotes, as TOML and shells read it.
fn quoted(path: &Path) -> String {
    Value::from(path.to_string_lossy()).to_string()
}

/// Writes all files, or none: in a folder of their own, which is then moved to its place.
fn write_all(folder: &Path, files: &[(&str, String)]) -> Result<(), Error> {
    let refuse = |error: io::Error| Error::io(folder, format!("the folder cannot be made: {error}"));
    let is_there = match fs::read_dir(folder).map(|mut entries| entries.next()) {
        Ok(None) => true,
        Ok(Some(_)) => return Err(Error::io(folder, "expected no folder or an empty one; there is something in it")),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(refuse(error)),
    };
    let place = absolute(folder).map_err(refuse)?;
    let name = format!(".asivae-new-{}", std::process::id());
    // Inside an empty folder, which may be the current one and stays the same.
    let stage = if is_there { place.join(name) } else { place.with_file_name(name) };
    stage.parent().map_or(Ok(()), fs::create_dir_all).map_err(refuse)?;
    fs::create_dir(&stage).map_err(refuse)?;
    let written =
        fill(&stage, files).and_then(|()| if is_there { move_up(&stage, &place) } else { fs::rename(&stage, &place) });
    // Gone already where the whole was renamed.
    let _ = fs::remove_dir_all(&stage);
    written.map_err(refuse)
}

fn fill(stage: &Path, files: &[(&str, String)]) -> io::Result<()> {
    fs::create_dir(stage.join("src"))?;
    files.iter().try_for_each(|(file, text)| fs::write(stage.join(file), text))
}

/// Moves what stands in `stage` into `folder`, which was empty; where that fails, it is empty again.
fn move_up(stage: &Path, folder: &Path) -> io::Result<()> {
    let names = fs::read_dir(stage)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    let moved = names.iter().try_for_each(|name| fs::rename(stage.join(name), folder.join(name)));
    if moved.is_err() {
        for path in names.iter().map(|name| folder.join(name)) {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
    moved
}
