//! The configuration: what it takes to repeat the run, by sections, and where it was made.

use super::html::{details, escape, note, section};

/// Keys and values of one part of the configuration.
type Group = (String, Vec<(String, String)>);

/// Where the run was made, apart from what it was: the program, its arguments, the machine.
const PROVENANCE: &str = "provenance";
/// What stands on no section of its own.
const RUN: &str = "run";

/// The section, out of the text of `config.toml`.
pub(super) fn configuration(text: &str) -> String {
    let source = details("config.toml", &format!("<pre>{}</pre>\n", escape(text.trim_end())));
    let groups = match text.parse::<toml::Table>() {
        Ok(table) => groups(&table),
        Err(error) => return section("configuration", "Configuration", &(note(&error.to_string()) + &source)),
    };
    let (origin, groups): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|(name, _)| name == PROVENANCE);
    let mut inner = String::from("<div class=\"tables\">\n");
    inner.extend(groups.into_iter().map(table));
    inner.push_str("</div>\n");
    if let Some((_, entries)) = origin.first() {
        inner.push_str("<h3>Where it comes from</h3>\n");
        inner.push_str(&rows(entries, "origin"));
    }
    section("configuration", "Configuration", &(inner + &source))
}

fn table((name, entries): &Group) -> String {
    format!("<div>\n<h3>{}</h3>\n{}</div>\n", escape(name), rows(entries, "settings"))
}

fn rows(entries: &[(String, String)], class: &str) -> String {
    let row =
        |(key, value): &(String, String)| format!("<tr><th>{}</th><td>{}</td></tr>\n", escape(key), escape(value));
    let rows: String = entries.iter().map(row).collect();
    format!("<table class=\"{class}\">\n{rows}</table>\n")
}

/// Values by section; those of none come first.
fn groups(table: &toml::Table) -> Vec<Group> {
    let mut run: Group = (RUN.to_owned(), Vec::new());
    let mut groups = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) if !inner.is_empty() => {
                let mut entries = Vec::new();
                flat("", inner, &mut entries);
                groups.push((key.clone(), entries));
            }
            value => run.1.push((key.clone(), shown(value))),
        }
    }
    groups.insert(0, run);
    groups.retain(|(_, entries)| !entries.is_empty());
    groups
}

/// Tables in tables as dotted keys.
fn flat(above: &str, table: &toml::Table, entries: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            toml::Value::Table(inner) => flat(&key, inner, entries),
            value => entries.push((key, shown(value))),
        }
    }
}

/// A value as one reads it: texts without quotes, lists line by line where they are of texts.
fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Float(number) if *number != 0.0 && number.abs() < 1e-3 => format!("{number:e}"),
        toml::Value::Array(items) if items.is_empty() => "none".to_owned(),
        toml::Value::Array(items) => {
            let between = if items.iter().any(toml::Value::is_str) { "\n" } else { ", " };
            items.iter().map(shown).collect::<Vec<_>>().join(between)
        }
        toml::Value::Table(inner) => {
            let mut entries = Vec::new();
            flat("", inner, &mut entries);
            entries.into_iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[test]
fn dotted_keys_and_sections_are_the_same() {
    let dotted = "model = \"vae\"\nset = [\"a=1\", \"b=<2>\"]\ntrain.steps = 10\noptim.encoder.lr = 1e-5\nnetworks.\"*\" = \"mlp()\"\nprovenance.command = \"asivae train\"\n";
    let sections = "model = \"vae\"\nset = [\"a=1\", \"b=<2>\"]\n[train]\nsteps = 10\n[optim.encoder]\nlr = 1e-5\n[networks]\n\"*\" = \"mlp()\"\n[provenance]\ncommand = \"asivae train\"\n";
    let page = |text: &str| configuration(text).split("<details>").next().unwrap_or_default().to_owned();
    assert_eq!(page(dotted), page(sections));
    for part in [
        "<td>a=1\nb=&lt;2&gt;</td>",
        "<h3>train</h3>",
        "<th>encoder.lr</th><td>1e-5</td>",
        "<h3>Where it comes from</h3>",
    ] {
        assert!(page(dotted).contains(part), "{part} in\n{}", page(dotted));
    }
    assert!(configuration("model = ").contains("<pre>model =</pre>"), "what cannot be read is shown");
}
