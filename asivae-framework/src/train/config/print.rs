//! A configuration as a file: plain for the record of a run, with comments for whoever begins one.

use std::fmt::Write;

use toml::Value;
use toml::de::DeValue;

use super::entries::VERSION;
use super::{Holds, Key, Provenance, RunConfig};

impl RunConfig {
    /// As a TOML file of the present format, every setting written out.
    pub(crate) fn to_toml(&self, provenance: Option<&Provenance>) -> String {
        let mut text = format!("version = {VERSION}\n# Presets are in what follows already.\npresets = false\n");
        let _ = writeln!(text, "data = {}", quoted(&self.data));
        if let Some(from) = &self.from {
            let _ = writeln!(text, "from = {}", quoted(from));
        }
        self.print_keys(&mut text, "", false);
        self.print_model(&mut text);
        for section in Self::sections() {
            let _ = writeln!(text, "\n[{section}]");
            self.print_keys(&mut text, section, false);
            self.print_open(&mut text, section);
        }
        if let Some(provenance) = provenance {
            let _ = write!(text, "\n{}", provenance.to_toml());
        }
        text
    }

    /// With a comment above every setting, and what else the model has to set in comments: `model` is that part.
    pub fn commented(&self, head: &str, model: &str) -> String {
        let mut text = format!(
            "{head}\nversion = {VERSION}\n\n# Presets are in what follows already: what is taken out of this file is at its default then.\npresets = false\n\n# Data set: a registered name, with parameters where it has some.\ndata = {}\n",
            quoted(&self.data)
        );
        self.print_keys(&mut text, "", true);
        self.print_model(&mut text);
        let _ = write!(text, "{model}");
        for section in Self::sections() {
            let _ = writeln!(text, "\n[{section}]");
            self.print_keys(&mut text, section, true);
            self.print_open(&mut text, section);
        }
        text
    }

    /// Sections of the table of keys in its order, and that of the networks.
    fn sections() -> Vec<&'static str> {
        let mut sections: Vec<&str> = Self::keys().iter().filter_map(|key| Some(key.name.split_once('.')?.0)).collect();
        sections.dedup();
        sections.push("networks");
        sections
    }

    fn print_keys(&self, text: &mut String, section: &str, comments: bool) {
        let own = |key: &&Key| key.name.split_once('.').map_or("", |(head, _)| head) == section;
        for key in Self::keys().iter().filter(own) {
            let name = key.name.rsplit('.').next().unwrap_or(key.name);
            if comments {
                let _ = writeln!(
                    text,
                    "{}# {}{}",
                    if section.is_empty() { "\n" } else { "" },
                    key.about,
                    bounds(&key.holds())
                );
            }
            let value = key.value(self);
            let value = if key.holds() == Holds::Text { quoted_text(&value) } else { value };
            let _ = writeln!(text, "{name} = {value}");
        }
    }

    fn print_model(&self, text: &mut String) {
        let _ = writeln!(text, "\n[model]\nname = {}", quoted(&self.model));
        if let Some(file) = &self.model_file {
            let _ = writeln!(text, "# The text that declares it.\nfile = {}", quoted(file));
        }
        assignments(text, &self.set);
        if !self.drop.is_empty() {
            let terms: Vec<String> = self.drop.iter().map(|term| quoted(term)).collect();
            let _ = writeln!(text, "drop = [{}]", terms.join(", "));
        }
    }

    /// Keys with names in them.
    fn print_open(&self, text: &mut String, section: &str) {
        match section {
            "networks" => {
                for (name, architecture) in &self.networks {
                    let _ = writeln!(text, "{} = {}", bare(name), quoted(architecture));
                }
            }
            "optim" => {
                for (player, rate) in &self.optim.players {
                    let _ = writeln!(text, "{}.lr = {rate:?}", bare(player));
                }
            }
            "eval" => {
                for (extractor, file) in &self.eval.weights {
                    let _ = writeln!(text, "{} = {}", bare(extractor), quoted(file));
                }
            }
            "warmup" => assignments(text, self.warmup.as_ref().map_or(&[], |warmup| &warmup.set)),
            _ => {}
        }
    }
}

fn assignments(text: &mut String, set: &[String]) {
    for (name, value) in set.iter().filter_map(|line| line.split_once('=')) {
        let _ = writeln!(text, "{} = {}", bare(name), quoted_text(value));
    }
}

/// What the grammar takes as a number stays one where TOML has it too; all else is a text.
fn quoted_text(text: &str) -> String {
    let number = match DeValue::parse(text).map(|value| value.into_inner()) {
        Ok(DeValue::Integer(number)) => number.radix() == 10,
        Ok(DeValue::Float(_)) => text.parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    };
    if number { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A key as TOML takes it.
fn bare(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    // A key stands on one line, which JSON's escapes keep it on.
    if plain { key.to_owned() } else { serde_json::Value::from(key).to_string() }
}

/// ` (1 or more)`
fn bounds(holds: &Holds) -> String {
    match holds {
        Holds::Whole(range) if *range.end() < 1 << 40 => format!(" ({} to {})", range.start(), range.end()),
        Holds::Whole(range) => format!(" ({} or more)", range.start()),
        Holds::Number(min, max) if *max < 1e30 => {
            format!(" ({min} to {})", if *max < 1.0 { "below 1".to_owned() } else { max.to_string() })
        }
        Holds::Number(min, _) => format!(" ({min} or more)"),
        Holds::Steps | Holds::Text => String::new(),
    }
}
