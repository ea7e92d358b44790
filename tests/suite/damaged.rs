//! Files of weights that are damaged, or made to do harm: an error that names the file, never a panic, never more memory than the file is large.

use std::path::Path;

use asivae_framework::train::Layout;
use asivae_framework::{Run, Trainer};

use crate::exchange::{Folder, released, short};

fn import(file: &Path) -> Result<(), String> {
    let trainer = Trainer::named("vae", "8-gaussians").unwrap_or_else(|e| panic!("{e}"));
    trainer.import(file).map(|_| ()).map_err(|e| e.to_string())
}

/// The bytes of a file that are cut off at every twentieth, and with a bit turned at every hundredth; whether that was noticed is for `looked`.
fn damage(bytes: &[u8], mut looked: impl FnMut(&str, &[u8])) {
    for part in 0..20 {
        looked("cut off", &bytes[..bytes.len() * part / 20]);
    }
    for part in 0..100 {
        let mut turned = bytes.to_vec();
        turned[bytes.len() * part / 100] ^= 1 << (part % 8);
        looked("a bit turned", &turned);
    }
}

#[test]
fn a_damaged_file_is_refused_by_name() {
    let folder = Folder::new();
    short("vae", &[]).run().unwrap().export(folder.join("export"), Layout::Pytorch, false).unwrap();
    for source in [folder.join("export/model.safetensors"), released("released.pth"), released("released-legacy.pth")] {
        let bytes = std::fs::read(&source).unwrap();
        let file = folder.join(format!("damaged.{}", source.extension().unwrap().to_string_lossy()));
        let mut refused = 0;
        damage(&bytes, |how, damaged| {
            std::fs::write(&file, damaged).unwrap();
            match import(&file) {
                Err(message) => {
                    refused += 1;
                    assert!(message.contains("damaged."), "{source:?}, {how}: the file is named: {message}");
                }
                // In a number, a bit more or less is a number too.
                Ok(()) => assert_eq!(how, "a bit turned", "{source:?}, {} of {}", damaged.len(), bytes.len()),
            }
        });
        assert!(refused >= 25, "{source:?}: {refused}");
        std::fs::write(&file, &bytes).unwrap();
        assert_eq!(import(&file), Ok(()), "{source:?}");
    }
}

#[test]
fn a_damaged_export_is_refused_by_name() {
    let folder = Folder::new();
    short("vae", &[]).run().unwrap().export(folder.join("export"), Layout::Asivae, false).unwrap();
    for name in ["model.safetensors", "config.json"] {
        let file = folder.join("export").join(name);
        let bytes = std::fs::read(&file).unwrap();
        damage(&bytes, |how, damaged| {
            std::fs::write(&file, damaged).unwrap();
            if let Err(error) = Run::open(folder.join("export")) {
                let message = error.to_string();
                // A value of the configuration that was turned into another one is named by its key.
                assert!(how != "cut off" || message.contains("export"), "{name}, {how}: {message}");
            } else {
                assert_eq!(how, "a bit turned", "{name}, {} of {}", damaged.len(), bytes.len());
            }
        });
        std::fs::write(&file, &bytes).unwrap();
        assert!(Run::open(folder.join("export")).is_ok());
    }
    std::fs::remove_file(folder.join("export/model.safetensors")).unwrap();
    let message = Run::open(folder.join("export")).err().unwrap().to_string();
    assert!(message.contains("model.safetensors") && message.contains("cannot be read"), "{message}");
}

/// A safetensors file of a header and so many bytes of values.
fn safetensors(header: &str, values: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(values);
    bytes
}

#[test]
fn hostile_headers_are_refused() {
    let folder = Folder::new();
    let refused = |bytes: &[u8], part: &str| {
        let file = folder.join("hostile.safetensors");
        std::fs::write(&file, bytes).unwrap();
        let message = import(&file).err().unwrap_or_default();
        assert!(message.contains("hostile.safetensors") && message.contains(part), "expected `{part}`: {message}");
    };
    let mut long = safetensors("{}", &[]);
    long[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    refused(&long, "damaged");
    long[..8].copy_from_slice(&50_000_000_u64.to_le_bytes());
    refused(&long, "damaged");
    refused(b"", "damaged");
    refused(&safetensors("{}", &[]), "holds no tensors");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused(&safetensors(&deep, &[]), "damaged");
    let tensor = |name: &str, shape: &str, from: u64, to: u64| {
        format!("\"{name}\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{from},{to}]}}")
    };
    let overlapping = format!("{{{},{}}}", tensor("a", "[2]", 0, 8), tensor("b", "[2]", 4, 12));
    refused(&safetensors(&overlapping, &[0; 12]), "damaged");
    let backwards = format!("{{{}}}", tensor("a", "[2]", 8, 0));
    refused(&safetensors(&backwards, &[0; 8]), "damaged");
    let hole = format!("{{{},{}}}", tensor("a", "[1]", 0, 4), tensor("b", "[1]", 8, 12));
    refused(&safetensors(&hole, &[0; 12]), "damaged");
    for shape in [format!("[{},{}]", u64::MAX, 2), "[4294967296,4294967296,4]".to_owned(), "[-1]".to_owned()] {
        refused(&safetensors(&format!("{{{}}}", tensor("a", &shape, 0, 8)), &[0; 8]), "damaged");
    }
    // Sound, and of nothing that is known.
    refused(&safetensors(&format!("{{{}}}", tensor("a", "[2]", 0, 8)), &[0; 8]), "`a` [2] is left over");
}

/// Replaces what stands in a file once, by something of the same length.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|part| part == from.as_bytes()).unwrap_or_else(|| panic!("no {from}"));
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

#[test]
fn networks_far_larger_than_their_file_are_not_made() {
    let folder = Folder::new();
    let run = short("vae", &[("networks.*", "mlp(hidden = 00006, layers = 002)")]).run().unwrap();
    run.export(folder.join("export"), Layout::Asivae, false).unwrap();
    let file = folder.join("export/model.safetensors");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, replaced(&bytes, "hidden = 00006, layers = 002", "hidden = 65000, layers = 999")).unwrap();
    let message = import(&file).err().unwrap_or_default();
    assert!(message.contains("model.safetensors") && message.contains("weights, and the file has"), "{message}");
    std::fs::write(&file, &bytes).unwrap();
    let config = folder.join("export/config.json");
    let text = std::fs::read(&config).unwrap();
    std::fs::write(&config, replaced(&text, "hidden = 00006, layers = 002", "hidden = 65000, layers = 999")).unwrap();
    let message = Run::open(folder.join("export")).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message.contains("model.safetensors") && message.contains("weights, and the file has"), "{message}");
}

#[test]
fn weights_that_are_not_finite_are_refused() {
    let folder = Folder::new();
    let run = short("vae", &[]).run().unwrap();
    run.export(folder.join("export"), Layout::Asivae, false).unwrap();
    let file = folder.join("export/model.safetensors");
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    std::fs::write(&file, bytes).unwrap();
    let message = import(&file).err().unwrap_or_default();
    assert!(message.contains("model.safetensors") && message.contains("not finite"), "{message}");
}

#[test]
fn a_pickle_is_not_executed() {
    let folder = Folder::new();
    let mark = folder.join("executed");
    let command = format!("touch {}", mark.display());
    let pickles = [
        // os.system(command)
        format!("cos\nsystem\n(S'{command}'\ntR."),
        // {'encoder.main.input.weight': os.system(command)}
        format!("(dS'encoder.main.input.weight'\ncos\nsystem\n(S'{command}'\ntRs."),
        // builtins.eval
        "cbuiltins\neval\n(S'1+1'\ntR.".to_owned(),
    ];
    for pickle in pickles {
        for ending in ["pth", "pt"] {
            let file = folder.join(format!("hostile.{ending}"));
            std::fs::write(&file, &pickle).unwrap();
            let message = import(&file).err().unwrap_or_default();
            assert!(message.contains("hostile."), "{message}");
            assert!(!mark.exists(), "{pickle}");
        }
    }
    let file = folder.join("weights.bin");
    std::fs::write(&file, "").unwrap();
    assert!(import(&file).err().unwrap_or_default().contains("expected a file of weights, .safetensors, .pth or .pt"));
    assert!(import(&folder.join("nowhere.pth")).err().unwrap_or_default().contains("cannot be read"));
    assert!(import(&folder.join("")).is_err(), "a folder");
}
