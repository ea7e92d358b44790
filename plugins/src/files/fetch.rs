//! Downloads: kept, checked, continued where they broke off.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use asivae::{Error, Result};
use indicatif::{ProgressBar, ProgressStyle};
use md5::{Digest, Md5};

use super::http;

/// A file that is published.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// Its name, here and there.
    pub(crate) name: &'a str,
    /// Its MD5, as it is published: whether the file is whole is asked, not whether it is to be trusted.
    pub(crate) md5: &'a str,
}

/// So often a server is asked again for what it broke off.
const ATTEMPTS: usize = 5;

/// Files in a folder, those that are not there from the first of the mirrors that gives them. Processes that want the same file wait for one another.
///
/// # Errors
///
/// Files that no mirror gives, each with what was wrong, and where to put them by hand; a file that is there and is another one.
pub(crate) fn fetch(folder: &Path, wanted: &[Wanted<'_>], mirrors: &[&str]) -> Result<Vec<PathBuf>> {
    let (mut found, mut troubles) = (Vec::new(), Vec::new());
    for file in wanted {
        let path = folder.join(file.name);
        let got = if path.is_file() { checked(&path, file) } else { download(folder, file, mirrors) };
        match got {
            Ok(()) => found.push(path),
            Err(trouble) => troubles.push(format!("  {} (md5 {}): {trouble}", file.name, file.md5)),
        }
    }
    if troubles.is_empty() {
        return Ok(found);
    }
    let from: Vec<String> = mirrors.iter().map(|mirror| format!("  {mirror}")).collect();
    let message = format!(
        "these files are wanted here; without a connection, put them here by hand:\n{}\nthey are at\n{}\nanother folder is named by --data-dir or ASIVAE_DATA",
        troubles.join("\n"),
        from.join("\n")
    );
    Err(Error::io(folder, message))
}

/// Whether a file that is there is the one that is wanted.
fn checked(path: &Path, wanted: &Wanted<'_>) -> Result<(), String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let found = digest(&mut file).map_err(|error| error.to_string())?;
    match found == wanted.md5 {
        true => Ok(()),
        false => Err(format!("the file that is there has the md5 {found}; remove it to have it downloaded again")),
    }
}

fn digest(file: &mut File) -> std::io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut digest = Md5::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => digest.update(&buffer[..read]),
        }
    }
}

fn download(folder: &Path, wanted: &Wanted<'_>, mirrors: &[&str]) -> Result<(), String> {
    let io = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(folder).map_err(io)?;
    let (path, part) = (folder.join(wanted.name), folder.join(format!("{}.part", wanted.name)));
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(&part).map_err(io)?;
    // Of another process, which may download the same.
    file.lock().map_err(io)?;
    if path.is_file() {
        if file.metadata().is_ok_and(|about| about.len() == 0) {
            let _ = std::fs::remove_file(&part);
        }
        return checked(&path, wanted);
    }
    let mut troubles = Vec::new();
    for mirror in mirrors {
        match from_mirror(&mut file, wanted, mirror) {
            Ok(()) => {
                file.sync_all().map_err(io)?;
                return std::fs::rename(&part, &path).map_err(io);
            }
            Err(trouble) => troubles.push(trouble),
        }
    }
    Err(troubles.join("; "))
}

/// Fills the file, from where it ends, until it is the one that is wanted.
fn from_mirror(file: &mut File, wanted: &Wanted<'_>, mirror: &str) -> Result<(), String> {
    let io = |error: std::io::Error| error.to_string();
    let url = format!("{}/{}", mirror.trim_end_matches('/'), wanted.name);
    let mut trouble = String::new();
    for _ in 0..ATTEMPTS {
        let before = file.metadata().map_err(io)?.len();
        let ended = append(file, wanted.name, &url, before);
        let now = file.metadata().map_err(io)?.len();
        match ended {
            Ok(()) => {
                let found = digest(file).map_err(io)?;
                if found == wanted.md5 {
                    return Ok(());
                }
                file.set_len(0).map_err(io)?;
                trouble = format!("what came has the md5 {found}");
                // What was there before may be to blame.
                if before == 0 {
                    break;
                }
            }
            Err(error) => {
                trouble = error;
                if now <= before {
                    break;
                }
            }
        }
    }
    Err(trouble)
}

/// Adds what is missing behind the first bytes.
fn append(file: &mut File, name: &str, url: &str, from: u64) -> Result<(), String> {
    let mut answer = http::get(url, from)?;
    let from = match answer.status {
        // There is nothing behind the last byte.
        416 => return Ok(()),
        206 => from,
        _ => {
            file.set_len(0).map_err(|error| error.to_string())?;
            0
        }
    };
    let total = answer.length.map(|length| from + length);
    let style = "{msg} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} to go";
    // It is drawn on terminals alone.
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new).with_message(name.to_owned());
    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut at = from;
    let mut buffer = vec![0; 1 << 16];
    let broken = |at: u64, why: &dyn std::fmt::Display| {
        let of = total.map_or(String::new(), |total| format!(" of {total}"));
        format!("it broke off after {at}{of} bytes, which are kept ({why})")
    };
    loop {
        let read = answer.body.read(&mut buffer).map_err(|error| broken(at, &error))?;
        if read == 0 {
            break;
        }
        file.write_all(&buffer[..read]).map_err(|error| error.to_string())?;
        at += read as u64;
        bar.set_position(at);
    }
    bar.finish_and_clear();
    match total {
        Some(total) if at < total => Err(broken(at, &"the connection was closed")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
