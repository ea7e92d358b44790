//! What every page has around what it says: style, script, and the records that the script draws.

use serde_json::Value;

use super::html::{escape, json};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("scale.js"), include_str!("page.js"));

/// A page that loads nothing. `style` stands behind that of all pages; `records` are those of [`Charts`](super::chart::Charts).
pub(crate) fn shell(title: &str, style: &str, body: &str, records: &Value) -> String {
    [
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n",
        // Without one a browser asks for it where the page is served.
        "<link rel=\"icon\" href=\"data:,\"/>\n",
        &format!("<title>{}</title>\n<style>\n{STYLE}{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n", escape(title)),
        &format!("<footer>Made by asivae {}</footer>\n", env!("CARGO_PKG_VERSION")),
        &format!("<script type=\"application/json\" id=\"records\">{}</script>\n", json(records)),
        // For those who read the page as XML.
        &format!("<script>\n//<![CDATA[\n{SCRIPT}//]]>\n</script>\n</body>\n</html>\n"),
    ]
    .concat()
}

/// Links to sections, by their ids.
pub(crate) fn contents(parts: &[(&str, &str)]) -> String {
    let links: String = parts.iter().map(|(id, title)| format!("<a href=\"#{id}\">{title}</a>\n")).collect();
    format!(
        "<nav>\n{links}</nav>\n<noscript><p class=\"note\">Curves are drawn by a script, which does not run here.</p></noscript>\n"
    )
}
