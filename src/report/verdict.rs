//! What `explain` says of the run: findings with their evidence, or what was looked at.

use super::curves::names;
use super::html::{count, escape, sentence, thousands};
use crate::Finding;
use crate::run::Recorded;

/// The section, which has no heading of its own: it is what one reads first.
pub(super) fn verdict(findings: &[Finding], recorded: &Recorded) -> String {
    if findings.is_empty() {
        let looked = escape(&looked_at(recorded));
        let head = match recorded.rows.last() {
            None => "Nothing is on record yet",
            Some(row) if row.step + 1 < recorded.config.train.steps => "Nothing stands out so far",
            Some(_) => "Nothing stands out",
        };
        return format!(
            "<section id=\"verdict\" class=\"verdict well\">\n<h2>{head}</h2>\n<p class=\"note\">{looked}</p>\n</section>\n"
        );
    }
    let cards: String = findings.iter().map(card).collect();
    format!("<section id=\"verdict\" class=\"verdict\">\n{cards}</section>\n")
}

fn card(finding: &Finding) -> String {
    let line = |text: &String| format!("<li>{}</li>\n", sentence(text));
    let evidence: String = finding.evidence.iter().map(line).collect();
    let remedies: String = finding.remedies.iter().map(|text| escape(text) + "\n").collect();
    let steps = finding.steps.map(|(from, to)| {
        let text = if from == to { format!("step {}", thousands(from)) } else { format!("steps {}–{}", thousands(from), thousands(to)) };
        format!("<button type=\"button\" class=\"steps\" data-from=\"{from}\" data-to=\"{to}\">{text} <span>show in the curves</span></button>\n")
    });
    let mut text = format!("<article>\n<h2>{}</h2>\n", sentence(&finding.title));
    if !evidence.is_empty() {
        text.push_str(&format!("<ul>\n{evidence}</ul>\n"));
    }
    text.push_str(&steps.unwrap_or_default());
    if !finding.cause.is_empty() {
        text.push_str(&format!("<p><b>Likely cause.</b> {}</p>\n", sentence(&finding.cause)));
    }
    if !remedies.is_empty() {
        text.push_str(&format!("<p><b>To try next</b></p>\n<pre>{}</pre>\n", remedies.trim_end()));
    }
    text + "</article>\n"
}

/// What there was to be looked at.
fn looked_at(recorded: &Recorded) -> String {
    let columns = names(&recorded.rows);
    let any = |part: &str| columns.iter().any(|name| name.contains(part));
    let mut kinds = Vec::new();
    for (part, kind) in [
        ("/objective", "objectives and terms"),
        ("/share/", "shares"),
        ("/gradient", "gradients"),
        ("metric/", "figures over time"),
    ] {
        if any(part) {
            kinds.push(kind);
        }
    }
    let mut text = format!("Looked at: {}", count(recorded.rows.len(), "recorded step"));
    if !kinds.is_empty() {
        text.push_str(&format!(" with {}", kinds.join(", ")));
    }
    match recorded.figures.len() {
        0 => text.push_str("; there are no figures of the end"),
        figures => text.push_str(&format!("; {} of the end", count(figures, "figure"))),
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::train::Row;
    use crate::{Fault, RunConfig};

    fn recorded(steps: &[usize]) -> Recorded {
        let row = |step: &usize| Row { step: *step, values: BTreeMap::from([("encoder/objective".to_owned(), 1.0)]) };
        let mut config = RunConfig::new("vae", "rings");
        config.train.steps = 100;
        let rows = steps.iter().map(row).collect();
        Recorded { config, model: String::new(), rows, figures: Vec::new(), failure: None }
    }

    #[test]
    fn a_finding_is_shown_with_all_that_it_says() {
        let finding = Finding {
            fault: Fault::PosteriorCollapse,
            title: "The latent of `encoder` is <empty>".to_owned(),
            evidence: vec!["KL < 0.01 & falling".to_owned(), "second".to_owned()],
            cause: "too large a weight".to_owned(),
            remedies: vec!["asivae train vae --set 'beta_kl=a < b'".to_owned()],
            steps: Some((1000, 2000)),
        };
        let html = verdict(&[finding], &recorded(&[99]));
        let parts = [
            "<h2>The latent of <code>encoder</code> is &lt;empty&gt;</h2>",
            "<li>KL &lt; 0.01 &amp; falling</li>\n<li>second</li>",
            "data-from=\"1000\" data-to=\"2000\">steps 1,000–2,000",
            "too large a weight",
            "<pre>asivae train vae --set &#39;beta_kl=a &lt; b&#39;</pre>",
        ];
        for part in parts {
            assert!(html.contains(part), "{part} in\n{html}");
        }
        assert!(!html.contains("Nothing stands out"));
    }

    #[test]
    fn without_findings_it_says_what_was_looked_at() {
        let html = |steps: &[usize]| verdict(&[], &recorded(steps));
        assert!(html(&[0, 99]).contains("<h2>Nothing stands out</h2>"));
        assert!(
            html(&[0, 99]).contains("2 recorded steps with objectives and terms; there are no figures of the end.")
        );
        assert!(html(&[0]).contains("<h2>Nothing stands out so far</h2>"));
        assert!(html(&[]).contains("<h2>Nothing is on record yet</h2>"));
    }
}
