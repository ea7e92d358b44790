//! Data of one's own on the command line.

use crate::scratch::{Scratch, json, refused, stdout, succeeds};

/// Sixteen grey images of 2 × 2 pixels, as NumPy writes them.
fn images() -> Vec<u8> {
    let mut text = "{'descr': '|u1', 'fortran_order': False, 'shape': (16, 2, 2), }".to_owned();
    text += &" ".repeat(117 - text.len());
    text.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((text.len() as u16).to_le_bytes());
    file.extend(text.as_bytes());
    file.extend((0..64).map(|i| 4 * i));
    file
}

#[test]
fn a_file_is_trained_on_and_its_held_out_part_is_measured() {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("images.npy"), images()).expect("the file is written");
    let settings = ["--batch", "4", "--steps", "6", "--set", "networks.*=mlp(hidden = 4, layers = 1)"];
    let more = ["--set", "warmup.model=none", "--quiet", "--out", "run"];
    succeeds(
        &scratch.asivae(&[&["train", "vae", "--data", "npy(test = 0.25):images.npy"], &settings[..], &more].concat()),
    );
    let figures = |more: &[&str]| json(&scratch.asivae(&[&["evaluate", "run", "-n", "20", "--json"], more].concat()));
    assert_eq!(figures(&[])["figures"]["mse"]["protocol"]["split"], "test");
    assert_eq!(figures(&["--split", "train"])["figures"]["mse"]["protocol"]["split"], "train");
    refused(&scratch.asivae(&["evaluate", "run", "--split", "tset"]), &["did you mean `test`?"]);
    refused(&scratch.asivae(&["evaluate", "run", "--split", "validation"]), &["it has train, test"]);
    // From anywhere.
    std::fs::create_dir(scratch.path("below")).expect("a folder");
    let again = scratch.command(&["evaluate", "../run", "-n", "20"]).current_dir(scratch.path("below")).output();
    succeeds(&again.expect("the program runs"));
}

#[test]
fn mistakes_say_what_was_expected() {
    let scratch = Scratch::new();
    let train = |data: &str| scratch.asivae(&["train", "vae", "--data", data, "--out", "run"]);
    refused(&train("npy"), &["`npy` needs a path", "npy:PATH"]);
    refused(&train("npy:none.npy"), &["none.npy"]);
    refused(&train("rings:none"), &["`rings` takes no path"]);
    std::fs::write(scratch.path("bad.npy"), b"no array").expect("the file is written");
    refused(&train("npy:bad.npy"), &["bad.npy", "it is no .npy file"]);
    assert!(!scratch.path("run").exists(), "nothing is written before the data are right");
}

#[test]
fn what_is_downloaded_is_looked_for_in_the_folder_that_is_named() {
    let scratch = Scratch::new();
    // Files that are there and are other ones: nobody is asked for them.
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
        let path = scratch.path("store/mnist");
        std::fs::create_dir_all(&path).expect("a folder");
        std::fs::write(path.join(format!("{name}-ubyte.gz")), b"other").expect("the file is written");
    }
    let train = ["train", "vae", "--data", "mnist", "--steps", "2", "--out", "run"];
    let parts =
        ["store/mnist", "train-images-idx3-ubyte.gz (md5 f68b3c2dcbeaaa9fbdd348bbdeb94873)", "put them here by hand"];
    refused(&scratch.asivae(&[&train[..], &["--data-dir", "store"]].concat()), &parts);
    let output = scratch.command(&train).env("ASIVAE_DATA", scratch.path("store")).output();
    refused(&output.expect("the program runs"), &parts);
    assert!(!scratch.path("run").exists());
    let described = scratch.asivae(&["describe", "mnist"]);
    succeeds(&described);
    assert!(stdout(&described).contains("60000 samples to be trained on"), "{}", stdout(&described));
    assert!(stdout(&scratch.asivae(&["describe", "folder"])).contains("--data 'folder:PATH'"));
}
