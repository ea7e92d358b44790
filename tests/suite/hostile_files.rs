//! Files of weights and exports as nobody should write them: whatever stands in them is read or refused.
//!
//! `ASIVAE_FUZZ=100000 cargo test --test suite hostile_files` tries more of them.

use std::path::{Path, PathBuf};

use asivae::random::{self, Rng, RngExt};
use asivae_framework::train::Layout;
use asivae_framework::{Run, Trainer};

use crate::exchange::{Folder, released, short};
use crate::hostile::cases;

/// What readers trip over: numbers, nesting, and opcodes of a pickle.
const NASTY: [&[u8]; 14] = [
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551615",
    b"[[[[[[[[",
    b"{\"a\":{",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00\x00\x00\x00\x80",
    b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"((((((((",
    b"2222",
    b"R",
    b"cos\nsystem\n",
    b"q\x00h\x00",
];

/// Changes bytes, cuts, doubles, puts in; as often where names and shapes stand, at the beginning, as anywhere.
fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..rng.random_range(1..4) {
        let most = if rng.random_bool(0.5) { bytes.len() } else { bytes.len().min(1_500) };
        let at = rng.random_range(0..=most);
        let end = (at + rng.random_range(0..48)).min(bytes.len());
        match rng.random_range(0..7) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = rng.random_range(0..=bytes.len());
                drop(bytes.splice(to..to, part));
            }
            3 => drop(bytes.drain(at..end)),
            4 => drop(bytes.splice(at..at, NASTY[rng.random_range(0..NASTY.len())].iter().copied())),
            5 if rng.random_bool(0.2) => bytes.truncate(at),
            _ if at < bytes.len() => bytes[at] = rng.random_range(0..=255) as u8,
            _ => {}
        }
    }
}

/// Of so many damaged copies of a file, how many were taken.
fn taken(file: &Path, n: usize, seed: u64, mut read: impl FnMut() -> Result<(), String>) -> usize {
    let whole = std::fs::read(file).unwrap();
    let (mut rng, mut taken) = (random::rng(seed, 0, "hostile files"), 0);
    for _ in 0..n {
        let mut bytes = whole.clone();
        damage(&mut bytes, &mut rng);
        std::fs::write(file, &bytes).unwrap();
        match read() {
            Ok(()) => taken += 1,
            Err(message) => assert!(!message.is_empty()),
        }
    }
    std::fs::write(file, &whole).unwrap();
    assert!(read().is_ok(), "{}", file.display());
    println!("{n} of {}: {taken} taken", file.display());
    assert!(taken < n, "none of {n} was refused");
    taken
}

fn import(file: &Path) -> Result<(), String> {
    let trainer = Trainer::named("vae", "8-gaussians").map_err(|e| e.to_string())?;
    trainer.import(file).map(drop).map_err(|e| e.to_string())
}

fn exported(folder: &Folder, layout: Layout) -> PathBuf {
    let target = folder.join(layout.to_string());
    short("vae", &[]).run().unwrap().export(&target, layout, false).unwrap();
    target
}

#[test]
fn imports() {
    let folder = Folder::new();
    let n = cases(1_200) / 4;
    let [own, theirs] = Layout::ALL.map(|layout| exported(&folder, layout).join("model.safetensors"));
    for name in ["released.pth", "released-legacy.pth"] {
        std::fs::copy(released(name), folder.join(name)).unwrap();
    }
    let files = [own, theirs, folder.join("released.pth"), folder.join("released-legacy.pth")];
    for (seed, file) in files.iter().enumerate() {
        taken(file, n, seed as u64, || import(file));
    }
}

#[test]
fn exports() {
    let folder = Folder::new();
    let target = exported(&folder, Layout::Asivae);
    let open = || Run::open(&target).map(drop).map_err(|e| e.to_string());
    taken(&target.join("config.json"), cases(600) / 2, 7, open);
    taken(&target.join("model.safetensors"), cases(600) / 2, 8, open);
}
