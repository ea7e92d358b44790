//! Text in a page: whatever it is, it is shown and not obeyed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A text as a page may hold it, between tags and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(letter),
            // A page that is read as XML can hold no others.
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// JSON that no page ends early in: `<`, `>` and `&` stand in strings alone, and are written as their numbers.
pub(crate) fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

/// A section of the page.
pub(crate) fn section(id: &str, title: &str, inner: &str) -> String {
    format!("<section id=\"{id}\">\n<h2>{}</h2>\n{inner}</section>\n", escape(title))
}

/// Something that is shown when it is asked for.
pub(crate) fn details(summary: &str, inner: &str) -> String {
    format!("<details>\n<summary>{}</summary>\n{inner}</details>\n", escape(summary))
}

/// A picture that is part of the page.
pub(crate) fn picture(bytes: impl AsRef<[u8]>, kind: &str, alt: &str) -> String {
    format!("<img src=\"data:{kind};base64,{}\" alt=\"{}\"/>", STANDARD.encode(bytes), escape(alt))
}

/// A note.
pub(crate) fn note(text: &str) -> String {
    format!("<p class=\"note\">{}</p>\n", sentence(text))
}

/// A sentence; what stands between backticks is code.
pub(crate) fn sentence(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A lone backtick is one.
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part = |(place, part): (usize, &&str)| {
        if place % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) }
    };
    parts.iter().enumerate().map(part).collect()
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 step", "2 steps", "1,000 steps"
pub(crate) fn count(number: usize, word: &str) -> String {
    format!("{} {word}{}", thousands(number), if number == 1 { "" } else { "s" })
}

#[test]
fn markup_is_shown() {
    assert_eq!(escape("<b a='1'>\"&\"</b>\u{1}\n"), "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&quot;&lt;/b&gt;\u{fffd}\n");
    let value = serde_json::json!("</script>&");
    let text = json(&value);
    assert!(!text.contains(['<', '&']));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(value));
}

#[test]
fn code_in_a_sentence() {
    assert_eq!(sentence("no `<z>`, `b`."), "no <code>&lt;z&gt;</code>, <code>b</code>.");
    assert_eq!(sentence("a ` b"), "a ` b");
}

#[test]
fn numbers_are_grouped() {
    assert_eq!([0, 999, 1000, 1234567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    assert_eq!(count(1, "step"), "1 step");
    assert_eq!(count(2000, "step"), "2,000 steps");
}
