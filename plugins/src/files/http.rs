//! Files from the web: GET over HTTP and HTTPS, from a byte on.
//!
//! The crates for this depend on `http` or `url`, whose features would build Burn anew; so the request is written here, and the encryption is rustls.

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
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\n{agent}Accept: */*\r\nAccept-Encoding: identity\r\n{range}Connection: close\r\n\r\n"
    );
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
    let length = header("content-length").and_then(|length| length.parse().ok());
    let body: Box<dyn Read> = match (header("transfer-encoding").as_deref(), length) {
        (Some("chunked"), _) => Box::new(Pieces { inner: body, left: 0, begun: false, ended: false }),
        (Some(other), _) if other != "identity" => return Err(format!("the server gives the file as `{other}`")),
        (_, Some(length)) => Box::new(body.take(length)),
        (_, None) => Box::new(body),
    };
    Ok((Answer { status, length, body }, header("location")))
}

/// A body that comes in pieces, each behind its size in hexadecimal digits.
struct Pieces<R> {
    inner: R,
    /// Bytes of this piece.
    left: u64,
    begun: bool,
    ended: bool,
}

impl<R: BufRead> Pieces<R> {
    fn line(&mut self) -> std::io::Result<String> {
        let mut line = Vec::new();
        (&mut self.inner).take(LONGEST_HEAD).read_until(b'\n', &mut line)?;
        match line.last() {
            Some(b'\n') => Ok(String::from_utf8_lossy(&line).trim().to_owned()),
            _ => Err(std::io::Error::other("it ends between two pieces")),
        }
    }
}

impl<R: BufRead> Read for Pieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && !self.ended {
            // Behind a piece its line ends.
            if self.begun && !self.line()?.is_empty() {
                return Err(std::io::Error::other("a piece is longer than its size"));
            }
            let line = self.line()?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let wrong = |_| std::io::Error::other(format!("`{size}` is no size of a piece"));
            self.left = u64::from_str_radix(size, 16).map_err(wrong)?;
            (self.begun, self.ended) = (true, self.left == 0);
        }
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        match self.inner.read(&mut buffer[..most])? {
            0 => Err(std::io::Error::other("it ends in a piece")),
            read => {
                self.left -= read as u64;
                Ok(read)
            }
        }
    }
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
    // What the system trusts, as other programs on it do; where it has nothing, what Mozilla trusts.
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth();
    let server = ServerName::try_from(name.to_owned()).map_err(|error| format!("`{name}`: {error}"))?;
    let connection = ClientConnection::new(Arc::new(config), server).map_err(|error| error.to_string())?;
    Ok(StreamOwned::new(connection, stream))
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::{RngCore, RngExt, rng};

    fn read(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Pieces { inner: bytes, left: 0, begun: false, ended: false }.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn pieces_are_put_together() {
        assert_eq!(read(b"3\r\nabc\r\nA;more=1\r\n0123456789\r\n0\r\n\r\n").unwrap(), b"abc0123456789");
        for wrong in [&b"3\r\nab"[..], b"3\r\nabcd\r\n0\r\n", b"x\r\n", b"", b"3\r\nabc\r\n"] {
            assert!(read(wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }

    #[test]
    fn random_bytes_are_refused_or_read() {
        let mut rng = rng(0, 0, "pieces");
        for _ in 0..20_000 {
            let mut bytes = vec![0; rng.random_range(0..30)];
            rng.fill_bytes(&mut bytes);
            for byte in &mut bytes {
                *byte = b"0123af\r\n;\n"[usize::from(*byte) % 10];
            }
            assert!(read(&bytes).is_err() || bytes.contains(&b'0'));
        }
    }
}
