//! The equation: typeset, as a text, as a picture of who plays, and its source.

use std::path::Path;

use asivae_grammar::{Model, latex_with, typeset};
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::html::{details, escape, picture, section};
use crate::cli;
use crate::plugin;

/// The section. `source` is the text of the model, `file` where it stands.
pub(super) fn equation(model: Option<&Model>, source: &str, file: &Path) -> String {
    let text = details("Source, overrides included", &format!("<pre>{}</pre>\n", escape(source.trim_end())));
    let Some(model) = model else {
        // Of an objective in code there is no equation.
        return section("equation", "Equation", &text);
    };
    let plain = typeset(model);
    let plain = format!("<pre>{}</pre>\n", escape(plain.trim_end()));
    let mut inner = about(&model.doc);
    match mathml(&latex(model)) {
        Some(math) => {
            inner.push_str(&format!("<div class=\"equation\">{math}</div>\n"));
            inner.push_str(&details("As plain text", &plain));
        }
        None => inner.push_str(&plain),
    }
    if let Some(svg) = cli::drawing(file, model) {
        let alt = format!("Networks, moves and gradients of {}", model.name);
        let picture = picture(&svg, "image/svg+xml", &alt);
        inner.push_str(&details(
            "Who plays, and what each term moves",
            &format!("<div class=\"flow\">{picture}</div>\n"),
        ));
    }
    section("equation", "Equation", &(inner + &text))
}

/// As LaTeX, with the symbols that plugins declare.
fn latex(model: &Model) -> String {
    let infos = plugin::infos();
    latex_with(model, |leaf| {
        let info = infos.iter().find(|info| info.name == leaf || info.qualified_name() == leaf)?;
        info.symbol.map(str::to_owned)
    })
}

/// What the typesetter gets wrong, and what it means: a space by its name in HTML, an escaped underscore, attributes that stand too close for XML, a
/// space that is taken for what stands below an operator.
const MENDED: [(&str, &str); 5] = [
    ("&amp;nbsp;", "\u{a0}"),
    ("&nbsp;", "\u{a0}"),
    (r"\_", "_"),
    ("\"minsize=", "\" minsize="),
    ("<munder><mspace width=\"0.1667em\" />", "<mspace width=\"0.1667em\" /><munder>"),
];

/// As MathML; nothing where the formula has something that the typesetter does not know.
fn mathml(latex: &str) -> Option<String> {
    let storage = Storage::new();
    let mut math = String::new();
    let config = RenderConfig { display_mode: DisplayMode::Block, ..RenderConfig::default() };
    push_mathml(&mut math, Parser::new(latex, &storage), config).ok()?;
    for (written, meant) in MENDED {
        math = math.replace(written, meant);
    }
    (!math.contains("<merror")).then_some(math)
}

/// What a model says of itself, in paragraphs; code and emphasis as in Markdown.
fn about(doc: &str) -> String {
    let paragraphs = cli::plain(doc.trim());
    let paragraphs = paragraphs.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p class=\"about\">{}</p>\n", marked(paragraph))).collect()
}

fn marked(text: &str) -> String {
    let mut marked = String::new();
    // What stands between two backticks is code, and has no emphasis in it.
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            marked.push_str(&format!("<code>{}</code>", escape(part)));
            continue;
        }
        let pieces: Vec<&str> = part.split('*').collect();
        // A lone asterisk is one.
        if pieces.len().is_multiple_of(2) {
            marked.push_str(&escape(part));
            continue;
        }
        for (place, piece) in pieces.iter().enumerate() {
            marked.push_str(&if place % 2 == 1 { format!("<em>{}</em>", escape(piece)) } else { escape(piece) });
        }
    }
    marked
}

#[test]
fn paragraphs_are_marked_up() {
    let html = about("A [`vae`](crate::X), *B* 2 * 3.\n\n<i> `a * b` *c*");
    assert_eq!(
        html,
        "<p class=\"about\">A <code>vae</code>, *B* 2 * 3.</p>\n<p class=\"about\">&lt;i&gt; <code>a * b</code> <em>c</em></p>\n"
    );
}

#[test]
fn what_cannot_be_typeset_is_no_formula() {
    let math = mathml(r"\begin{align*} a &= b\ \operatorname{c\_d} \end{align*}").unwrap_or_default();
    assert!(math.starts_with("<math") && math.contains("c_d") && !math.contains("nbsp"), "{math}");
    assert!(mathml(r"\nosuchcommand").is_none());
}
