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

/// The Greek letter of this ASCII name.
pub(crate) fn greek(name: &str) -> Option<char> {
    GREEK.iter().find(|(ascii, _)| *ascii == name).map(|(_, letter)| *letter)
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
        None => format!("unknown character `{}`", character.escape_debug()),
    }
}

fn quoted(ascii: &str) -> String {
    if ascii.starts_with(char::is_alphabetic) && !ascii.contains('[') { ascii.to_owned() } else { format!("`{ascii}`") }
}
