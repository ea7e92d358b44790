//! Results as one page, which needs no network and no other file.

use serde_json::Value;

use super::cells::Cells;
use super::text::METHOD;
use super::{Edit, Results, course, grid, heat};
use crate::report::chart::Charts;
use crate::report::html::{count, details, escape, note, section, sentence, thousands};
use crate::report::shell::{contents, shell};

const STYLE: &str = include_str!("page.css");

impl Results {
    /// The page: table, sentences, heat map, curves, pictures, what differs, and every run. It is one HTML file that loads nothing.
    pub fn page(&self) -> String {
        let mut charts = Charts::default();
        let parts = [
            ("figures", "Figures", self.figures_section()),
            ("said", "What can be said", self.said_section()),
            ("heat", "Over both axes", heat::heat(self)),
            ("curves", "Curves", course::curves(self, &mut charts)),
            ("samples", "Samples over time", grid::grid(self)),
            ("settings", "Settings that differ", self.settings_section()),
            ("equations", "Equations that differ", self.equations_section()),
            ("runs", "Runs", self.runs_section()),
        ];
        let there: Vec<_> = parts.iter().filter(|(_, _, html)| !html.is_empty()).collect();
        let links: Vec<(&str, &str)> = there.iter().map(|(id, title, _)| (*id, *title)).collect();
        let sections: String = there.iter().map(|(_, _, html)| html.as_str()).collect();
        let steps = self.runs().filter_map(|run| run.record.as_ref()).map(|record| record.config.train.steps).max();
        let records = charts.records(steps.unwrap_or(1), Value::Null, None);
        shell(&self.title, STYLE, &[self.head(), contents(&links), sections].concat(), &records)
    }

    fn head(&self) -> String {
        let ended = self.runs().filter(|run| run.state.counts()).count();
        let runs = self.runs().count();
        let mut facts = vec![count(self.variants.len(), "variant"), count(runs, "run")];
        if ended < runs {
            facts.push(format!("{} came to their end", thousands(ended)));
        }
        facts.extend(self.metric.iter().map(|metric| format!("ranked by {metric}")));
        facts.extend(self.baseline.map(|place| format!("baseline {}", self.variants[place].name)));
        let facts: String = facts.iter().map(|fact| format!("<li>{}</li>", escape(fact))).collect();
        let notes: String =
            self.notes.iter().map(|note| format!("<p class=\"broken\">{}</p>\n", sentence(note))).collect();
        format!("<header>\n<h1>{}</h1>\n<ul class=\"facts\">{facts}</ul>\n{notes}</header>\n", escape(&self.title))
    }

    fn figures_section(&self) -> String {
        let cells = Cells::of(self);
        let head: String = cells.head.iter().map(|head| format!("<th>{}</th>", escape(head))).collect();
        let mut rows = String::new();
        for (place, row) in cells.rows.iter().enumerate() {
            let name = row.first().map_or("", |cell| cell.text.as_str());
            let swatch = format!("<i style=\"--ink: var(--s{})\"></i>", place % 12);
            rows.push_str(&format!("<tr><th>{swatch}{}</th>", escape(name)));
            for cell in row.iter().skip(1) {
                let text = escape(&cell.text);
                rows.push_str(&if cell.best { format!("<td><b>{text}</b></td>") } else { format!("<td>{text}</td>") });
            }
            rows.push_str("</tr>\n");
        }
        let table =
            format!("<div class=\"scrolls\">\n<table class=\"results\">\n<tr>{head}</tr>\n{rows}</table>\n</div>\n");
        let missing = list(&self.missing().iter().map(|line| (line.clone(), false)).collect::<Vec<_>>());
        let missing =
            if missing.is_empty() { missing } else { format!("<h3>Runs that are not in the figures</h3>\n{missing}") };
        section("figures", "Figures", &(table + &note(&Cells::legend(self)) + &missing))
    }

    fn said_section(&self) -> String {
        let verdicts = self.verdicts();
        if verdicts.is_empty() {
            return String::new();
        }
        let lines: Vec<(String, bool)> =
            verdicts.into_iter().map(|verdict| (verdict.sentence, verdict.better.is_some())).collect();
        section("said", "What can be said", &(list(&lines) + &note(&format!("How: {METHOD}."))))
    }

    fn settings_section(&self) -> String {
        let differences = self.differences();
        if differences.is_empty() || self.variants.len() < 2 {
            return String::new();
        }
        let head: String = self.variants.iter().map(|variant| format!("<th>{}</th>", escape(&variant.name))).collect();
        let mut rows = String::new();
        for changed in &differences {
            rows.push_str(&format!("<tr><th>{}</th>", escape(&changed.key)));
            let base = self.baseline.and_then(|place| changed.values[place].as_ref());
            for value in &changed.values {
                let class = if value.as_ref() == base { "" } else { " class=\"other\"" };
                rows.push_str(&format!("<td{class}>{}</td>", escape(value.as_deref().unwrap_or("–"))));
            }
            rows.push_str("</tr>\n");
        }
        let table = format!(
            "<div class=\"scrolls\">\n<table class=\"changes\">\n<tr><th></th>{head}</tr>\n{rows}</table>\n</div>\n"
        );
        section("settings", "Settings that differ", &table)
    }

    fn equations_section(&self) -> String {
        let equations = self.equations();
        if equations.is_empty() {
            return String::new();
        }
        let mut inner = String::from("<div class=\"equations\">\n");
        for equation in equations {
            let names: Vec<&str> = equation.variants.iter().map(|place| self.variants[*place].name.as_str()).collect();
            let line = |edit: &Edit| {
                let text = escape(&edit.text());
                match edit {
                    Edit::Own(_) => format!("<ins>{text}</ins>\n"),
                    Edit::Baseline(_) => format!("<del>{text}</del>\n"),
                    Edit::Same(_) => format!("<span class=\"note\">{text}</span>\n"),
                    Edit::Both(_) => format!("{text}\n"),
                }
            };
            let lines: String = equation.lines.iter().map(line).collect();
            inner.push_str(&format!("<h3>{}</h3>\n<pre>{}</pre>\n", escape(&names.join("; ")), lines.trim_end()));
        }
        section("equations", "Equations that differ", &(inner + "</div>\n"))
    }

    fn runs_section(&self) -> String {
        let mut rows =
            String::from("<tr><th>variant</th><th>seed</th><th>state</th><th>steps</th><th>folder</th></tr>\n");
        for variant in &self.variants {
            for run in &variant.runs {
                let cells = [
                    run.seed.to_string(),
                    run.state.to_string(),
                    thousands(run.steps()),
                    run.folder.display().to_string(),
                ];
                let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
                rows.push_str(&format!("<tr><th>{}</th>{cells}</tr>\n", escape(&variant.name)));
            }
        }
        let table = format!("<div class=\"scrolls\">\n<table class=\"results\">\n{rows}</table>\n</div>\n");
        section("runs", "Runs", &details(&count(self.runs().count(), "run"), &table))
    }
}

/// Sentences; those that say something stand out.
fn list(lines: &[(String, bool)]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let line = |(text, shown): &(String, bool)| {
        let class = if *shown { " class=\"shown\"" } else { "" };
        format!("<li{class}>{}</li>\n", sentence(text))
    };
    format!("<ul class=\"said\">\n{}</ul>\n", lines.iter().map(line).collect::<String>())
}
