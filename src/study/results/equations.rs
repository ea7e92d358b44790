//! How equations differ, line by line.

use asivae_grammar::{parse_model, typeset};

use super::Results;

/// An equation that is not the baseline's, or the baseline's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// Places of the variants that have it.
    pub variants: Vec<usize>,
    /// Its lines, against the first equation's.
    pub lines: Vec<Edit>,
}

/// A line of an equation, held against that of the baseline.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Both have it.
    Both(String),
    /// The baseline alone has it.
    Baseline(String),
    /// This one alone has it.
    Own(String),
    /// So many lines that both have.
    Same(usize),
}

impl Edit {
    /// As it is printed, with a sign at its beginning.
    pub fn text(&self) -> String {
        match self {
            Edit::Both(line) => format!("  {line}"),
            Edit::Baseline(line) => format!("- {line}"),
            Edit::Own(line) => format!("+ {line}"),
            Edit::Same(1) => "  … one line as in the first".to_owned(),
            Edit::Same(count) => format!("  … {count} lines as in the first"),
        }
    }
}

/// The lines of an equation, without its name and its scalars, which are settings.
fn lines(model: &str) -> Vec<String> {
    let Ok(model) = parse_model(model) else {
        return model.lines().map(str::to_owned).collect();
    };
    let all = typeset(&model);
    let own = all.lines().skip(1).take_while(|line| !line.trim_start().starts_with("with "));
    own.map(|line| line.trim_end().to_owned()).collect()
}

/// Lines of both, in order: a longest common subsequence is kept.
fn edits(first: &[String], second: &[String]) -> Vec<Edit> {
    let (n, m) = (first.len(), second.len());
    let mut longest = vec![vec![0_usize; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i][j] = match first[i] == second[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut edits) = (0, 0, Vec::new());
    while i < n || j < m {
        if i < n && j < m && first[i] == second[j] {
            edits.push(Edit::Both(first[i].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == m || i < n && longest[i + 1][j] >= longest[i][j + 1] {
            edits.push(Edit::Baseline(first[i].clone()));
            i += 1;
        } else {
            edits.push(Edit::Own(second[j].clone()));
            j += 1;
        }
    }
    edits
}

/// Lines that both have are counted, but for the one before a difference, which says where it is.
fn collapsed(edits: Vec<Edit>) -> Vec<Edit> {
    let both = |edit: Option<&Edit>| matches!(edit, Some(Edit::Both(_)));
    let mut short = Vec::new();
    let mut hidden = 0;
    for (place, edit) in edits.iter().enumerate() {
        let next = edits.get(place + 1);
        if both(Some(edit)) && (next.is_none() || both(next)) {
            hidden += 1;
            continue;
        }
        if hidden > 0 {
            short.push(Edit::Same(hidden));
            hidden = 0;
        }
        short.push(edit.clone());
    }
    if hidden > 0 {
        short.push(Edit::Same(hidden));
    }
    short
}

impl Results {
    /// The equations of all variants, each once: the baseline's in full, others by the lines in which they differ from it. Nothing where all are
    /// the same.
    pub fn equations(&self) -> Vec<Equation> {
        let order: Vec<usize> = self.baseline.into_iter().chain(0..self.variants.len()).collect();
        let mut known: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
        for (nth, place) in order.iter().enumerate() {
            if order[..nth].contains(place) {
                continue;
            }
            let record = self.variants[*place].runs.iter().find_map(|run| run.record.as_ref());
            let Some(own) = record.map(|record| lines(&record.model)) else { continue };
            match known.iter_mut().find(|(lines, _)| *lines == own) {
                Some((_, variants)) => variants.push(*place),
                None => known.push((own, vec![*place])),
            }
        }
        let Some((first, _)) = known.first().filter(|_| known.len() > 1).cloned() else { return Vec::new() };
        let equation = |(nth, (lines, variants)): (usize, (Vec<String>, Vec<usize>))| {
            let lines = match nth {
                0 => lines.into_iter().map(Edit::Both).collect(),
                _ => collapsed(edits(&first, &lines)),
            };
            Equation { variants, lines }
        };
        known.into_iter().enumerate().map(equation).collect()
    }
}

#[cfg(test)]
mod tests {
    use asivae_framework::random::{self, RngExt};

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_both_have_is_counted() {
        let found = collapsed(edits(&words("a b c d e f"), &words("a b c x e f")));
        let texts: Vec<String> = found.iter().map(Edit::text).collect();
        assert_eq!(texts, ["  … 2 lines as in the first", "  c", "- d", "+ x", "  … 2 lines as in the first"]);
    }

    #[test]
    fn both_sides_can_be_had_back() {
        for case in 0..200 {
            let mut rng = random::rng(case, 0, "edits");
            let mut side = || {
                let len = rng.random_range(0..8);
                (0..len).map(|_| ["a", "b", "c"][rng.random_range(0..3)].to_owned()).collect::<Vec<String>>()
            };
            let (first, second) = (side(), side());
            let edits = edits(&first, &second);
            let kept = |own: &dyn Fn(&Edit) -> Option<String>| edits.iter().filter_map(own).collect::<Vec<_>>();
            let left = kept(&|edit| match edit {
                Edit::Both(line) | Edit::Baseline(line) => Some(line.clone()),
                _ => None,
            });
            let right = kept(&|edit| match edit {
                Edit::Both(line) | Edit::Own(line) => Some(line.clone()),
                _ => None,
            });
            assert_eq!((left, right), (first, second));
        }
    }

    #[test]
    fn name_and_scalars_are_no_part_of_it() {
        let found = lines("\"a\" { w = 2 } encoder minimizes w * kl(x); decoder minimizes rec(x);");
        assert!(found.iter().any(|line| line.contains("kl(x)")), "{found:?}");
        assert!(!found.iter().any(|line| line.contains("with") || line.trim() == "a"), "{found:?}");
    }
}
