//! The page about a run, read by a parser of XML that knows nothing of ours: whole, alone, and with everything in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use asivae::plugin::{self, ModelPlugin};
use asivae::{Trainer, report};
use serde_json::Value;
use xml::reader::{EventReader, XmlEvent};

/// A folder of its own for each test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("asivae-report-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Scratch(path)
    }

    /// A short run, in a folder of this one.
    fn run(&self, name: &str, trainer: asivae::Result<Trainer>) -> PathBuf {
        let out = self.0.join(name);
        let small =
            trainer.and_then(|t| t.set("networks.*", "mlp(hidden = 8, layers = 1)")?.set("warmup.model", "none"));
        let run = small.and_then(|t| t.steps(3).batch(16).threads(1).out(&out).run());
        run.unwrap_or_else(|e| panic!("{name}: {e}"));
        out
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a parser finds in a page.
#[derive(Default)]
struct Page {
    /// Element, attribute, value.
    attributes: Vec<(String, String, String)>,
    elements: Vec<String>,
    /// All text but that of style and script.
    text: String,
    style: String,
    script: String,
    records: Value,
}

#[track_caller]
fn read(name: &str, html: &str) -> Page {
    let mut page = Page::default();
    let mut within: Vec<(String, bool)> = Vec::new();
    for event in EventReader::from_str(html) {
        match event.unwrap_or_else(|e| panic!("{name}: {e}")) {
            XmlEvent::StartElement { name, attributes, .. } => {
                let data = attributes.iter().any(|attribute| attribute.value == "application/json");
                for attribute in attributes {
                    page.attributes.push((name.local_name.clone(), attribute.name.local_name, attribute.value));
                }
                page.elements.push(name.local_name.clone());
                within.push((name.local_name, data));
            }
            XmlEvent::EndElement { .. } => drop(within.pop()),
            XmlEvent::Characters(text) | XmlEvent::CData(text) => match within.last() {
                Some((tag, true)) if tag == "script" => page.records = serde_json::from_str(&text).expect("JSON"),
                Some((tag, false)) if tag == "script" => page.script.push_str(&text),
                Some((tag, _)) if tag == "style" => page.style.push_str(&text),
                _ => page.text.push_str(&text),
            },
            _ => {}
        }
    }
    page
}

/// Nothing that a browser would ask the network for.
#[track_caller]
fn loads_nothing(name: &str, page: &Page) {
    for (element, attribute, value) in &page.attributes {
        if ["src", "href", "srcset", "action", "data", "poster"].contains(&attribute.as_str()) {
            assert!(
                value.starts_with("data:") || value.starts_with('#'),
                "{name}: <{element} {attribute}={value:.80}>"
            );
        }
        assert!(!attribute.starts_with("on"), "{name}: <{element} {attribute}>");
    }
    for word in ["url(", "@import"] {
        assert!(!page.style.contains(word), "{word} in the style");
    }
    for word in ["fetch(", "import(", "XMLHttpRequest", "innerHTML"] {
        assert!(!page.script.contains(word), "{word} in the script");
    }
}

fn columns(page: &Page) -> BTreeSet<String> {
    let series = page.records["charts"]
        .as_array()
        .expect("charts")
        .iter()
        .flat_map(|chart| chart["series"].as_array().expect("series"));
    series
        .map(|series| series["column"].as_str().expect("a column").to_owned())
        .filter(|column| !column.is_empty())
        .collect()
}

#[test]
fn every_model_has_a_page_with_all_that_was_recorded() {
    let scratch = Scratch::new();
    for model in plugin::all::<ModelPlugin>() {
        let name = model.info.name;
        let run = scratch.run(name, Trainer::named(name, "8-gaussians"));
        let page = read(name, &report(&run).unwrap_or_else(|e| panic!("{name}: {e}")));
        loads_nothing(name, &page);
        assert!(page.elements.iter().any(|element| element == "math"), "{name}: no equation");
        // This binary has a second architecture for networks that read nothing: none is chosen for them then, and no game is played.
        let drawn = page.attributes.iter().any(|(_, _, value)| value.starts_with("data:image/svg"));
        assert!(drawn || model.text.contains(": ->"), "{name}: no picture of the game");
        let rows = std::fs::read_to_string(run.join("metrics.jsonl")).expect("records");
        let rows = rows.lines().map(|row| serde_json::from_str::<BTreeMap<String, Value>>(row).expect("JSON"));
        let recorded: BTreeSet<String> = rows.flat_map(BTreeMap::into_keys).filter(|key| key != "step").collect();
        assert!(
            recorded.len() > 3 && columns(&page) == recorded,
            "{name}: {:?}",
            columns(&page).symmetric_difference(&recorded)
        );
        let charts = page.records["charts"].as_array().map_or(0, Vec::len);
        let places = page.attributes.iter().filter(|(_, attribute, _)| attribute == "data-chart").count();
        assert!(charts > 0 && charts == places, "{name}: {charts} charts and {places} places for them");
    }
}

#[test]
fn a_run_without_weights_has_a_page_that_says_so() {
    let scratch = Scratch::new();
    let run = scratch.run("run", Trainer::named("vae", "8-gaussians"));
    let whole = read("whole", &report(&run).expect("a page"));
    assert!(
        whole.text.contains("latent dimensions are in use")
            && whole.text.contains("each joined to what the decoder makes")
    );
    std::fs::remove_dir_all(run.join("weights")).expect("weights");
    // A run that has not stopped yet is read from its checkpoint.
    std::fs::remove_dir_all(run.join("checkpoints")).expect("checkpoints");
    let page = read("unfinished", &report(&run).expect("a page"));
    assert!(page.text.contains("There are none: no weights of the network encoder"), "{}", page.text);
    assert_eq!(columns(&page), columns(&whole));
    std::fs::remove_file(run.join("metrics.jsonl")).expect("records");
    let page = read("empty", &report(&run).expect("a page"));
    assert!(page.text.contains("Nothing is on record yet") && columns(&page).is_empty());
    assert!(report(scratch.0.join("nothing")).is_err_and(|e| e.to_string().contains("there is no such run")));
}

#[test]
fn what_a_run_says_is_shown_and_not_obeyed() {
    let scratch = Scratch::new();
    let hostile = "</script></style></pre><img src=x onerror=alert(1)> & \" ' ]]> <!-- &nbsp;";
    let text = format!(
        "/// {hostile}\n\"odd\" {{\n    /// {hostile}\n    beta = 1,\n}}\nencoder + decoder minimizes rec(x) + beta * kl(x) / (1 + beta);\n"
    );
    let file = scratch.0.join("odd.intro");
    std::fs::write(&file, text).expect("a file");
    let run = scratch.run("run", Trainer::read(&file, "rings"));
    let config = std::fs::read_to_string(run.join("config.toml")).expect("configuration");
    std::fs::write(run.join("config.toml"), format!("# {hostile}\n{config}")).expect("configuration");
    std::fs::write(run.join("samples.png"), b"\x89PNG").expect("a picture");
    let page = read("odd", &report(&run).expect("a page"));
    loads_nothing("odd", &page);
    assert!(
        page.text.matches(hostile).count() >= 3,
        "in the description, the source and the configuration: {}",
        page.text
    );
    let count = |tag: &str| page.elements.iter().filter(|element| *element == tag).count();
    assert_eq!((count("script"), count("style"), count("noscript")), (2, 1, 1));
}

#[test]
fn many_runs_have_a_page_too() {
    let scratch = Scratch::new();
    let trainer =
        |model: &str, seed| Trainer::named(model, "8-gaussians").and_then(|t| t.seed(seed).set("eval.every", 1));
    let mut runs: Vec<PathBuf> = Vec::new();
    for (model, seed) in [("vae", 0), ("vae", 1), ("s-introvae", 0), ("s-introvae", 1)] {
        let small = trainer(model, seed).and_then(|t| t.set("eval.samples", 100));
        runs.push(scratch.run(&format!("<img src=x> {model} {seed}"), small));
    }
    let results = asivae::compare(&runs, &Default::default()).unwrap_or_else(|e| panic!("{e}"));
    let page = read("comparison", &results.page());
    loads_nothing("comparison", &page);
    assert!(page.text.contains("<img src=x> vae 0") && !page.elements.iter().any(|element| element == "img"));
    let columns = columns(&page);
    for column in ["metric/compat_kl", "encoder/objective", "encoder + decoder/objective"] {
        assert!(columns.contains(column), "{column} in {columns:?}");
    }
    let series = &page.records["charts"][0]["series"];
    assert_eq!((&series[0]["name"], &series[1]["name"]), (&"vae".into(), &"s-introvae".into()));
    // Three steps, two seeds.
    let lengths = |values: &Value| {
        values.as_array().map(|all| all.iter().map(|one| one.as_array().map_or(0, Vec::len)).collect::<Vec<_>>())
    };
    assert_eq!(lengths(&series[0]["band"]), Some(vec![3, 3]));
    assert_eq!(lengths(&series[0]["courses"]), Some(vec![3, 3]));
}
