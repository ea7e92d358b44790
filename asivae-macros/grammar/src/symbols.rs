//! Greek letters and signs by their ASCII names.

/// ASCII name and letter; what has a name here is typeset as the letter.
pub(crate) const GREEK: &[(&str, char)] = &[
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
];

/// Signs that are pasted from formulas, and how the grammar writes them.
const SIGNS: &[(char, &str)] = &[
    ('·', "*"),
    ('×', "*"),
    ('∗', "*"),
    ('÷', "/"),
    ('−', "-"),
    ('–', "-"),
    ('½', "0.5"),
    ('∑', "sum[s in {…}] …"),
    ('Σ', "sum[s in {…}] …"),
    ('∞', "nothing: an open side of the bounds"),
    ('“', "\""),
    ('”', "\""),
    ('→', "->"),
    ('^', "a product"),
    ('²', "a product"),
];

/// A name that is typeset as a letter: `beta_neg` is β with "neg" below, `xr` is x with "r" below.
pub(crate) struct Symbol<'n> {
    /// The letter.
    pub(crate) letter: char,
    /// Its ASCII name where it is Greek.
    pub(crate) greek: Option<&'n str>,
    /// Whether it wears a hat: `x_hat`.
    pub(crate) hat: bool,
    /// What stands below.
    pub(crate) below: Vec<&'n str>,
}

impl<'n> Symbol<'n> {
    /// The letter that the name begins with; `None` for a name that is a word.
    pub(crate) fn of(name: &'n str) -> Option<Self> {
        // `alpha_` beside `alpha` must not be the same letter.
        if name.starts_with('_') || name.ends_with('_') || name.contains("__") {
            return None;
        }
        let mut parts = name.split('_');
        let first = parts.next()?;
        let base = first.trim_end_matches(|c: char| c.is_ascii_digit());
        let mut below = Vec::new();
        let mut letters = base.chars();
        let (letter, greek) = match (letters.next(), letters.next()) {
            (Some(letter), None) => (letter, None),
            _ if matches!(base, "xr" | "xg") => {
                below.push(&first[1..]);
                ('x', None)
            }
            _ => (GREEK.iter().find(|(ascii, _)| *ascii == base)?.1, Some(base)),
        };
        if below.is_empty() {
            below.push(&first[base.len()..]);
        }
        below.extend(parts);
        let hat = below.contains(&"hat");
        below.retain(|part| !part.is_empty() && *part != "hat");
        Some(Symbol { letter, greek, hat, below })
    }
}

/// Message for a word that is not ASCII: `β_neg` is written `beta_neg`.
pub(crate) fn not_ascii(word: &str) -> String {
    let mut ascii = String::new();
    for letter in word.chars() {
        match GREEK.iter().find(|(_, greek)| *greek == letter) {
            Some((name, _)) => ascii.push_str(name),
            None => ascii.push(letter),
        }
    }
    match ascii.is_ascii() {
        true => format!("`{word}` is not ASCII; write `{ascii}`"),
        false => format!("`{word}` is not ASCII; a name is made of letters, digits and `_`"),
    }
}

/// Message for a character that is not part of the grammar.
pub(crate) fn unknown_character(character: char) -> String {
    match SIGNS.iter().find(|(sign, _)| *sign == character) {
        Some((_, ascii)) => format!("unknown character `{character}`; write {}", quoted(ascii)),
        None => match character {
            '#' => "unknown character `#`; a comment begins with `//`".to_owned(),
            _ => format!("unknown character `{}`", character.escape_debug()),
        },
    }
}

fn quoted(ascii: &str) -> String {
    if ascii.starts_with(char::is_alphabetic) && !ascii.contains('[') { ascii.to_owned() } else { format!("`{ascii}`") }
}
