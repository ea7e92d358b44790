//! Tables with columns that have names: which of them are points, and which are their labels.

use std::collections::BTreeSet;

/// A table as text, row by row.
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    /// As many cells as there are names in each.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Points, one behind the other, and the class of each; no classes where there is no such column.
#[derive(Debug, PartialEq)]
pub(crate) struct Points {
    pub(crate) values: Vec<f32>,
    pub(crate) labels: Vec<usize>,
    pub(crate) classes: usize,
}

const LABELS: [&str; 4] = ["label", "labels", "class", "target"];

impl Table {
    /// The columns `x` and `y`, else the first two of numbers; and the column `label`, whose different words are classes in the order of numbers or letters.
    ///
    /// # Errors
    ///
    /// No rows, fewer than two columns of numbers, cells that are no finite numbers.
    pub(crate) fn points(&self) -> Result<Points, String> {
        if self.rows.is_empty() {
            return Err("expected at least one row; found none".to_owned());
        }
        let place = |name: &str| self.names.iter().position(|own| own.eq_ignore_ascii_case(name));
        let label = LABELS.iter().find_map(|name| place(name));
        let is_number = |column: &usize| self.rows.iter().all(|row| row[*column].parse::<f64>().is_ok());
        let columns: Vec<usize> = match (place("x"), place("y")) {
            (Some(x), Some(y)) => vec![x, y],
            _ => (0..self.names.len()).filter(|column| Some(*column) != label).filter(is_number).take(2).collect(),
        };
        let [x, y] = columns[..] else {
            let names = self.names.join(", ");
            return Err(format!(
                "expected columns `x` and `y`, or two columns of numbers; found {}, with columns {names}",
                columns.len()
            ));
        };
        let mut values = Vec::with_capacity(2 * self.rows.len());
        for (i, row) in self.rows.iter().enumerate() {
            for column in [x, y] {
                let number = row[column].parse().ok().filter(|number: &f32| number.is_finite());
                let wrong = || {
                    format!(
                        "row {}, column `{}`: expected a finite number; found `{}`",
                        i + 1,
                        self.names[column],
                        row[column]
                    )
                };
                values.push(number.ok_or_else(wrong)?);
            }
        }
        let (labels, classes) = label.map_or_else(Default::default, |column| self.classes(column));
        Ok(Points { values, labels, classes })
    }

    fn classes(&self, column: usize) -> (Vec<usize>, usize) {
        let words: BTreeSet<&str> = self.rows.iter().map(|row| row[column].as_str()).collect();
        let mut words: Vec<&str> = words.into_iter().collect();
        // As numbers where all of them are; equal ones, `1` and `1.0`, are told apart by their text.
        if words.iter().all(|word| word.parse::<f64>().is_ok()) {
            let number = |word: &str| word.parse::<f64>().unwrap_or_default();
            words.sort_by(|a, b| number(a).total_cmp(&number(b)));
        }
        let class = |row: &Vec<String>| words.iter().position(|word| *word == row[column]).unwrap_or(0);
        (self.rows.iter().map(class).collect(), words.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        let mut rows = text.split('/').map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
        Table { names: rows.next().unwrap(), rows: rows.collect() }
    }

    #[test]
    fn columns_are_found_by_name_or_by_kind() {
        let points = |text: &str| table(text).points();
        assert_eq!(points("name,a,b/p,1,2/q,3,4").unwrap().values, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(points("Y,n,X/1,5,2").unwrap().values, [2.0, 1.0]);
        let labelled = points("label,a,b/10,1,2/9,3,4/10,0,0").unwrap();
        assert_eq!((labelled.labels, labelled.classes), (vec![1, 0, 1], 2));
        assert!(points("a,b").is_err_and(|e| e.contains("found none")));
        assert!(
            points("a,label/1,2").is_err_and(|e| e.contains("two columns of numbers; found 1, with columns a, label"))
        );
        assert!(
            points("x,y/1,2/1,nan").is_err_and(|e| e == "row 2, column `y`: expected a finite number; found `nan`")
        );
        assert!(points("x,y/1,1e99").is_err());
    }
}
