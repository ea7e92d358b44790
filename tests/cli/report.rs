//! `asivae report`

use crate::scratch::{Scratch, json, refused, stdout, succeeds};

#[test]
fn a_report_is_written_into_the_folder_of_its_run() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &["--quiet"]));
    let written = scratch.asivae(&["report", "run"]);
    succeeds(&written);
    assert_eq!(stdout(&written), "report of run in run/report.html\n");
    let page = std::fs::read_to_string(scratch.path("run/report.html")).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
    assert!(
        page.contains("<title>vae on 8-gaussians, seed 0</title>") && page.contains("<dt>compat kl</dt>"),
        "{page}"
    );

    let about = json(&scratch.asivae(&["report", "run", "--out", "page.html", "--json"]));
    assert_eq!(about["file"], "page.html");
    assert_eq!(
        std::fs::read_to_string(scratch.path("page.html")).expect("a page"),
        page,
        "the same page of the same run"
    );
    assert_eq!(about["bytes"], page.len());

    refused(&scratch.asivae(&["report", "none"]), &["none", "there is no such run"]);
    refused(&scratch.asivae(&["report", "run", "--out", "none/page.html"]), &["none/page.html", "cannot be written"]);
}
