//! Files from the web: GET over HTTP and HTTPS, from a byte on.
//!
//! The crates for this depend on `http` or `url`, whose features would build Burn anew; so the request is written here, in version 1.0 of the protocol, where
//! answers come in one piece, and the encryption is rustls.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// An answer whose body is still to be read.
pub(super) struct Answer {
    /// `200`, or `206` where it begins at the byte that was asked for.
    pub(super) status: u16,
    /// Bytes of the body, where the server says so.
    pub(super) length: Option<u64>,
    pub(super) body: Box<dyn Read>,
}

const CONNECT: Duration = Duration::from_secs(20);
/// Without a byte.
const SILENCE: Duration = Duration::from_secs(60);
const MOST_REDIRECTS: usize = 5;
const MOST_HEADERS: usize = 64;
/// A line of the head, at most, and the head itself.
const LONGEST_HEAD: u64 = 1 << 16;

/// Asks for a file from a byte on.
///
/// # Errors
///
/// A server that cannot be reached, what it says where it gives no file.
pub(super) fn get(url: &str, from: u64) -> Result<Answer, String> {
    let mut url = url.to_owned();
    for _ in 0..=MOST_REDIRECTS {
        let (answer, elsewhere) = ask(&url, from)?;
        match (answer.status, elsewhere) {
            (200 | 206 | 416, _) => return Ok(answer),
            (301 | 302 | 303 | 307 | 308, Some(place)) => {
                url = match place.strip_prefix('/') {
                    Some(path) => format!("{}/{path}", origin(&url)?.0),
                    None => place,
                }
            }
            (404, _) => return Err("the server has no such file (404)".to_owned()),
            (status, _) => return Err(format!("the server answers with status {status}")),
        }
    }
    Err(format!("it is redirected more than {MOST_REDIRECTS} times"))
}

/// `https://host:port`, and the path behind it.
fn origin(url: &str) -> Result<(&str, &str), String> {
    let host = url.find("://").map(|at| at + 3).ok_or(format!("expected http:// or https://; found `{url}`"))?;
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    Ok((&url[..end], if end == url.len() { "/" } else { &url[end..] }))
}

/// One answer, and where it sends to.
fn ask(url: &str, from: u64) -> Result<(Answer, Option<String>), String> {
    let (origin, path) = origin(url)?;
    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let (name, port) = match (host.rsplit_once(':'), scheme) {
        (Some((name, port)), _) => (name, port.parse().map_err(|_| format!("`{port}` is no port"))?),
        (None, "http") => (host, 80),
        (None, _) => (host, 443),
    };
    let stream = connect(name, port)?;
    let mut stream: Box<dyn Stream> = match scheme {
        "http" => Box::new(stream),
        "https" => Box::new(encrypted(stream, name)?),
        _ => return Err(format!("expected http:// or https://; found `{scheme}://`")),
    };
    let range = if from > 0 { format!("Range: bytes={from}-\r\n") } else { String::new() };
    let agent = concat!("User-Agent: asivae/", env!("CARGO_PKG_VERSION"), "\r\n");
    let request =
        format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n{agent}Accept: */*\r\n{range}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).and_then(|()| stream.flush()).map_err(|error| error.to_string())?;
    let mut body = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        let read = (&mut body).take(LONGEST_HEAD).read_until(b'\n', &mut head).map_err(|error| error.to_string())?;
        if read == 0 || head.len() as u64 > LONGEST_HEAD {
            return Err("the server gives no answer in HTTP".to_owned());
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(&head).map_err(|error| format!("the server's answer is no HTTP: {error}"))?;
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok()).map(|value| value.trim().to_owned())
    };
    let status = response.code.unwrap_or(0);
    if status == 206 && !header("content-range").is_some_and(|range| range.starts_with(&format!("bytes {from}-"))) {
        return Err("the server gives another part than was asked for".to_owned());
    }
    if header("transfer-encoding").is_some_and(|encoding| encoding != "identity") {
        return Err("the server gives pieces to a request that takes none".to_owned());
    }
    let length = header("content-length").and_then(|length| length.parse().ok());
    let body: Box<dyn Read> = match length {
        Some(length) => Box::new(body.take(length)),
        None => Box::new(body),
    };
    Ok((Answer { status, length, body }, header("location")))
}

trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

fn connect(name: &str, port: u16) -> Result<TcpStream, String> {
    let addresses = (name, port).to_socket_addrs().map_err(|error| format!("`{name}` is not found: {error}"))?;
    let mut trouble = format!("`{name}` has no address");
    for address in addresses {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => {
                let set = stream.set_read_timeout(Some(SILENCE)).and_then(|()| stream.set_write_timeout(Some(SILENCE)));
                return set.map(|()| stream).map_err(|error| error.to_string());
            }
            Err(error) => trouble = format!("`{name}` cannot be reached: {error}"),
        }
    }
    Err(trouble)
}

fn encrypted(stream: TcpStream, name: &str) -> Result<StreamOwned<ClientConnection, TcpStream>, String> {
    let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth();
    let server = ServerName::try_from(name.to_owned()).map_err(|error| format!("`{name}`: {error}"))?;
    let connection = ClientConnection::new(Arc::new(config), server).map_err(|error| error.to_string())?;
    Ok(StreamOwned::new(connection, stream))
}
