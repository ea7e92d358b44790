//! Colours, for a light page and for a dark one.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// The page.
    Ground,
    /// What moves and terms stand on.
    Card,
    /// Borders of cards.
    Border,
    /// Text.
    Text,
    /// Notes.
    Faint,
    /// The flow of data.
    Flow,
    /// What is frozen.
    Frozen,
    /// A network, by its place among the model's.
    Network(usize),
}

/// Light and dark, each readable on its page; hues that are told apart by people who do not see all of them, after Okabe & Ito (2008).
const NETWORKS: [(&str, &str); 7] = [
    ("#0067a5", "#6cb6ff"),
    ("#c04f00", "#ff9e57"),
    ("#00795a", "#4cc38a"),
    ("#a0447f", "#e39ccb"),
    ("#7a5c00", "#e3b341"),
    ("#5b3fd1", "#b3a1ff"),
    ("#3a6f8f", "#86d3e8"),
];

impl Ink {
    fn colours(self) -> (&'static str, &'static str) {
        match self {
            Ink::Ground => ("#ffffff", "#0d1117"),
            Ink::Card => ("#f4f6f8", "#171c24"),
            Ink::Border => ("#d3d9df", "#343b45"),
            Ink::Text => ("#1d2329", "#e6edf3"),
            Ink::Faint => ("#5c6670", "#9aa5b1"),
            Ink::Flow => ("#77828d", "#8592a0"),
            Ink::Frozen => ("#8b949e", "#6f7983"),
            Ink::Network(place) => NETWORKS[place % NETWORKS.len()],
        }
    }

    /// The colour on a light page.
    pub(super) fn light(self) -> &'static str {
        self.colours().0
    }

    /// Its name in the style sheet.
    pub(super) fn name(self) -> String {
        match self {
            Ink::Network(place) => format!("network-{}", place % NETWORKS.len()),
            other => format!("{other:?}").to_lowercase(),
        }
    }
}

/// What a dark page changes.
pub(super) fn style_sheet() -> String {
    let rest = [Ink::Ground, Ink::Card, Ink::Border, Ink::Text, Ink::Faint, Ink::Flow, Ink::Frozen];
    let all = rest.into_iter().chain((0..NETWORKS.len()).map(Ink::Network));
    let rules: String = all
        .map(|ink| {
            let (name, dark) = (ink.name(), ink.colours().1);
            format!("    .f-{name} {{ fill: {dark}; }} .s-{name} {{ stroke: {dark}; }}\n")
        })
        .collect();
    format!("<style>\n  @media (prefers-color-scheme: dark) {{\n{rules}  }}\n</style>")
}
