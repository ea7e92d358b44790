//! Downloads from a server of the test's own.

use super::*;
use crate::files::scratch::Scratch;
use crate::files::server::{Manner, Server};

/// Some bytes, and their MD5.
fn some() -> (Vec<u8>, String) {
    let bytes: Vec<u8> = (0..100_000u32).map(|i| (i.wrapping_mul(i) >> 7) as u8).collect();
    let md5 = Md5::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    (bytes, md5)
}

fn read(folder: &Scratch, name: &str) -> Vec<u8> {
    std::fs::read(folder.path().join(name)).unwrap()
}

#[test]
fn a_file_is_fetched_once_and_is_whole() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let server = Server::new(&[("a.gz", &bytes)], Manner::Good);
    let wanted = [Wanted { name: "a.gz", md5: &md5 }];
    for _ in 0..2 {
        let paths = fetch(folder.path(), &wanted, &[server.address()]).unwrap();
        assert_eq!(paths, [folder.path().join("a.gz")]);
    }
    assert_eq!(read(&folder, "a.gz"), bytes);
    assert_eq!(server.asked(), ["/a.gz"]);
    assert!(!folder.path().join("a.gz.part").exists());
}

#[test]
fn a_file_may_come_in_pieces() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let server = Server::new(&[("a", &bytes)], Manner::InPieces);
    fetch(folder.path(), &[Wanted { name: "a", md5: &md5 }], &[server.address()]).unwrap();
    assert_eq!(read(&folder, "a"), bytes);
}

#[test]
fn what_breaks_off_goes_on_where_it_was() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let server = Server::new(&[("a", &bytes)], Manner::BreaksOff(30_000));
    fetch(folder.path(), &[Wanted { name: "a", md5: &md5 }], &[server.address()]).unwrap();
    assert_eq!(read(&folder, "a"), bytes);
    assert_eq!(server.asked(), ["/a", "/a@30000", "/a@60000", "/a@90000"]);
}

#[test]
fn what_a_process_left_behind_is_gone_on_with_or_begun_anew() {
    let (bytes, md5) = some();
    let wanted = [Wanted { name: "a", md5: &md5 }];
    let other = vec![1; 500];
    for (manner, left, asked) in [
        (Manner::Good, &bytes[..500], vec!["/a@500"]),
        (Manner::NoRanges, &bytes[..500], vec!["/a@500"]),
        // It was there to the last byte.
        (Manner::Good, &bytes[..], vec!["/a@100000"]),
        // Of another file: seen by the checksum.
        (Manner::Good, &other[..], vec!["/a@500", "/a"]),
    ] {
        let folder = Scratch::new();
        let server = Server::new(&[("a", &bytes)], manner);
        folder.write("a.part", left);
        fetch(folder.path(), &wanted, &[server.address()]).unwrap();
        assert_eq!(read(&folder, "a"), bytes, "{manner:?}");
        assert_eq!(server.asked(), asked, "{manner:?}");
    }
}

#[test]
fn another_mirror_is_tried_and_redirects_are_followed() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let (empty, good) = (Server::new(&[], Manner::Good), Server::new(&[("a", &bytes)], Manner::Good));
    let moved = format!("{}/moved/", good.address());
    fetch(folder.path(), &[Wanted { name: "a", md5: &md5 }], &[empty.address(), &moved]).unwrap();
    assert_eq!((empty.asked(), good.asked()), (vec!["/a".to_owned()], vec!["/moved/a".to_owned(), "/a".to_owned()]));
}

#[test]
fn a_wrong_file_is_never_taken() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let server = Server::new(&[("a", &bytes[1..])], Manner::Good);
    let wanted = [Wanted { name: "a", md5: &md5 }];
    let said = fetch(folder.path(), &wanted, &[server.address()]).unwrap_err().to_string();
    assert!(said.contains("what came has the md5") && said.contains(&md5), "{said}");
    assert!(!folder.path().join("a").exists());
    // And one that somebody put there is not touched.
    folder.write("a", b"mine");
    let said = fetch(folder.path(), &wanted, &[server.address()]).unwrap_err().to_string();
    assert!(said.contains("the file that is there has the md5"), "{said}");
    assert_eq!(read(&folder, "a"), b"mine");
}

#[test]
fn without_a_connection_it_is_said_what_to_put_where() {
    let (folder, server) = (Scratch::new(), Server::new(&[], Manner::Good));
    let nobody = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap() };
    let nobody = format!("http://{nobody}");
    let wanted = [Wanted { name: "a", md5: "1" }, Wanted { name: "b", md5: "2" }];
    let said = fetch(folder.path(), &wanted, &[&nobody, server.address()]).unwrap_err().to_string();
    for part in
        ["put them here by hand", "a (md5 1)", "b (md5 2)", "cannot be reached", "(404)", "ASIVAE_DATA", &nobody]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.starts_with(&folder.path().display().to_string()), "{said}");
}

#[test]
fn two_at_once_download_once() {
    let ((bytes, md5), folder) = (some(), Scratch::new());
    let server = Server::new(&[("a", &bytes)], Manner::Good);
    std::thread::scope(|scope| {
        let fetch = || fetch(folder.path(), &[Wanted { name: "a", md5: &md5 }], &[server.address()]).map(|_| ());
        let both = [scope.spawn(fetch), scope.spawn(fetch)];
        both.into_iter().for_each(|one| one.join().unwrap().unwrap());
    });
    assert_eq!(read(&folder, "a"), bytes);
    assert_eq!(server.asked(), ["/a"]);
}
