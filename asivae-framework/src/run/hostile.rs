//! Files as nobody should write them: whatever stands in them is read or refused.
//!
//! `ASIVAE_FUZZ=100000 cargo test -p asivae-framework hostile` tries more of them.

use std::path::Path;

use burn::tensor::TensorData;

use super::checkpoints::{Snapshot, checkpoint, parse_checkpoint};
use super::records::parse_rows;
use crate::random::{self, Rng, RngExt};
use crate::train::Row;

/// Cases of each kind.
fn cases() -> usize {
    std::env::var("ASIVAE_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000)
}

/// What readers trip over.
const NASTY: [&[u8]; 9] = [
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551615",
    b"[[[[[[[[",
    b"{\"a\":{",
    b"\xff\xfe",
    b"\"\\u0000\"",
    b"999999999999",
];

/// Changes bytes, cuts, doubles, puts in.
fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..=bytes.len());
        let end = (at + rng.random_range(0..64)).min(bytes.len());
        match rng.random_range(0..6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes.truncate(at),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = rng.random_range(0..=bytes.len());
                bytes.splice(to..to, part);
            }
            3 => drop(bytes.drain(at..end)),
            4 => drop(bytes.splice(at..at, NASTY[rng.random_range(0..NASTY.len())].iter().copied())),
            _ if at < bytes.len() => bytes[at] = rng.random_range(0..=255) as u8,
            _ => {}
        }
    }
}

#[test]
fn checkpoints() -> crate::Result<()> {
    let tensor = |name: &str, n: usize| (name.to_owned(), TensorData::new(vec![0.5_f32; n], [n]));
    let moment = tensor("encoder/adam/layers.0.weight/momentum.moment_1", 6);
    let tensors = vec![tensor("encoder/weights/layers.0.weight", 6), moment];
    let path = Path::new("checkpoint");
    let whole = checkpoint(7, &Snapshot { tensors, state: b"\xa1esteps\x07".to_vec() }, path)?;
    assert!(parse_checkpoint(&whole, 7, path).is_ok());
    let (mut read, mut rng) = (0, random::rng(1, 0, "hostile"));
    for _ in 0..cases() {
        let mut bytes = whole.clone();
        damage(&mut bytes, &mut rng);
        // What the checksum covers is as it was, or refused.
        read += usize::from(parse_checkpoint(&bytes, 7, path).is_ok());
    }
    assert!(read < cases() / 10, "{read} of {} were taken", cases());
    Ok(())
}

#[test]
fn records() {
    let whole = b"{\"step\":0,\"c\":0.5,\"encoder/rec(x)\":1.25}\n{\"step\":10,\"c\":0.75,\"metric/kl_nats\":null}\n";
    let rows = parse_rows::<Row>(&String::from_utf8_lossy(whole)).unwrap_or_default();
    assert!(rows.len() == 2 && rows[1].values["metric/kl_nats"].is_nan(), "{rows:?}");
    let mut rng = random::rng(2, 0, "hostile");
    let mut refused = 0;
    for _ in 0..cases() {
        let mut bytes = whole.to_vec();
        damage(&mut bytes, &mut rng);
        refused += usize::from(parse_rows::<Row>(&String::from_utf8_lossy(&bytes)).is_err());
    }
    assert!(refused > cases() / 10, "{refused} of {} were refused", cases());
    let deep = format!("{{\"step\":0,\"a\":{}}}\n", "[".repeat(1 << 20));
    assert!(parse_rows::<Row>(&deep).is_err());
}
