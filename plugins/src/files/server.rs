//! A server for tests, on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How it misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Good,
    /// Closes each connection after so many bytes.
    BreaksOff(usize),
    /// Does not know parts of files.
    NoRanges,
    /// Gives files in pieces, without their length.
    InPieces,
}

/// Serves files until the test ends.
pub(crate) struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn new(files: &[(&str, &[u8])], manner: Manner) -> Server {
        let files: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(name, bytes)| (format!("/{name}"), bytes.to_vec())).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = stream.and_then(|stream| answer(stream, &files, manner, &seen));
            }
        });
        Server { address, asked }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What was asked for: paths, with the first byte where it is not 0.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    files: &BTreeMap<String, Vec<u8>>,
    manner: Manner,
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut path, mut from) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(rest) = line.strip_prefix("GET ") {
            path = rest.split(' ').next().unwrap_or_default().to_owned();
        }
        if let Some(range) = line.strip_prefix("Range: bytes=") {
            from = range.trim().trim_end_matches('-').parse().unwrap_or(0);
        }
    }
    seen.lock().unwrap().push(if from > 0 { format!("{path}@{from}") } else { path.clone() });
    if let Some(target) = path.strip_prefix("/moved/") {
        return write!(stream, "HTTP/1.1 302 Found\r\nLocation: /{target}\r\nContent-Length: 0\r\n\r\n");
    }
    let Some(file) = files.get(&path) else {
        return write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
    };
    let from = if manner == Manner::NoRanges { 0 } else { from };
    if manner == Manner::InPieces {
        write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        for piece in file.chunks(7_001) {
            write!(stream, "{:x}\r\n", piece.len())?;
            stream.write_all(piece)?;
            write!(stream, "\r\n")?;
        }
        return write!(stream, "0\r\n\r\n");
    }
    if from > 0 && from >= file.len() {
        return write!(stream, "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n");
    }
    let rest = &file[from..];
    match from {
        0 => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", rest.len())?,
        _ => write!(
            stream,
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{}/{}\r\nContent-Length: {}\r\n\r\n",
            file.len() - 1,
            file.len(),
            rest.len()
        )?,
    }
    let sent = match manner {
        Manner::BreaksOff(most) => rest.len().min(most),
        _ => rest.len(),
    };
    stream.write_all(&rest[..sent])
}
