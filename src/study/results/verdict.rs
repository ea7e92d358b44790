//! What can be said of a variant against the baseline, in one sentence.

use super::paired::{FEWEST, correct, least};
use super::{Difference, Results};
use crate::plugin::Better;
use crate::words::short;

/// A claim is made where the corrected p-value is no larger.
const LEVEL: f64 = 0.05;

/// A variant against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Place of the variant.
    pub variant: usize,
    /// The differences on equal seeds; none where there is no pair.
    pub difference: Option<Difference>,
    /// Seeds of either of which the other one has no figure.
    pub alone: usize,
    /// Whether the variant is shown to be better, `Some(true)`, or worse.
    pub better: Option<bool>,
    /// All of this in a sentence.
    pub sentence: String,
}

impl Results {
    /// Every variant against the baseline, by the metric that ranks them; nothing where there is no metric or one variant alone.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let (Some(baseline), Some(metric)) = (self.baseline, &self.metric) else { return Vec::new() };
        let theirs = self.variants[baseline].values(metric);
        let mut verdicts = Vec::new();
        for place in (0..self.variants.len()).filter(|place| *place != baseline) {
            let own = self.variants[place].values(metric);
            let other = |seed: u64| theirs.iter().find(|(known, _)| *known == seed).map(|(_, value)| *value);
            let pairs: Vec<f64> = own.iter().filter_map(|(seed, value)| Some(value - other(*seed)?)).collect();
            let alone = own.len() + theirs.len() - 2 * pairs.len();
            // Figures of other data are other figures.
            let same = self.data_of(place) == self.data_of(baseline);
            let difference = if same { Difference::of(&pairs) } else { None };
            verdicts.push(Verdict { variant: place, difference, alone, better: None, sentence: String::new() });
        }
        let tested = |verdict: &mut Verdict| verdict.difference.as_mut().filter(|d| d.pairs >= FEWEST).is_some();
        let count = verdicts.iter_mut().filter_map(|verdict| tested(verdict).then_some(())).count();
        let differences = verdicts.iter_mut().filter_map(|verdict| verdict.difference.as_mut());
        correct(&mut differences.filter(|difference| difference.pairs >= FEWEST).collect::<Vec<_>>());
        for verdict in &mut verdicts {
            let shown = verdict.difference.filter(|d| d.pairs >= FEWEST && d.holm <= LEVEL && d.excludes_zero());
            verdict.better = shown.and_then(|difference| match self.better(metric) {
                Better::Lower => Some(difference.mean < 0.0),
                Better::Higher => Some(difference.mean > 0.0),
                Better::Neither => None,
            });
            verdict.sentence = self.sentence(verdict, metric, baseline, count, shown.is_some());
        }
        verdicts
    }

    fn data_of(&self, place: usize) -> Option<&str> {
        self.variants[place].runs.iter().find_map(|run| Some(run.record.as_ref()?.config.data.as_str()))
    }

    fn sentence(&self, verdict: &Verdict, metric: &str, baseline: usize, count: usize, shown: bool) -> String {
        let [own, base] = [verdict.variant, baseline].map(|place| &self.variants[place]);
        let (name, against) = (&own.name, &base.name);
        let Some(d) = &verdict.difference else {
            if self.data_of(verdict.variant) != self.data_of(baseline)
                && own.runs.iter().any(|run| run.record.is_some())
            {
                return format!(
                    "`{name}` is on other data than `{against}`: their figures are not held against each other."
                );
            }
            return format!(
                "`{name}` and `{against}` have no seed in common that gave {metric} for both ({} and {} runs did): nothing can be said.",
                own.share(metric),
                base.share(metric)
            );
        };
        let pairs = if d.pairs == 1 { "one pair".to_owned() } else { format!("{} pairs", d.pairs) };
        let failed = |variant: &super::Variant| {
            let count = variant.failed();
            (count > 0).then(|| format!("{count} of {} runs of `{}` failed", variant.runs.len(), variant.name))
        };
        let mut lost = match verdict.alone {
            0 => String::new(),
            1 => "; one seed has no pair".to_owned(),
            alone => format!("; {alone} seeds have no pair"),
        };
        for said in [failed(own), failed(base)].into_iter().flatten() {
            lost.push_str(&format!("; {said}, which the figures leave out"));
        }
        let mean = signed(d.mean);
        if d.pairs < FEWEST {
            return format!(
                "`{name}`: {pairs} of seeds, too few to say anything; {metric} differs from `{against}` by {mean} on average{lost}."
            );
        }
        let (low, high) = d.mean_interval;
        let figures = format!(
            "95 % interval {} to {}, median {}, {pairs}, p = {}{}{lost}",
            signed(low),
            signed(high),
            signed(d.median),
            short(d.holm),
            if count > 1 { format!(" corrected for {count} comparisons") } else { String::new() }
        );
        if shown {
            let way = if d.mean < 0.0 { "lower" } else { "higher" };
            let good = match verdict.better {
                Some(true) => ", which is better",
                Some(false) => ", which is worse",
                None => "",
            };
            let size = short(d.mean.abs());
            return format!(
                "`{name}`: {metric} is {way} than that of `{against}` by {size} on average{good} ({figures})."
            );
        }
        let few = match least(d.pairs, count) > LEVEL {
            true => {
                let enough = (FEWEST..64).find(|pairs| least(*pairs, count) <= LEVEL).unwrap_or(64);
                format!("; so few pairs cannot show one, {enough} could")
            }
            false => String::new(),
        };
        format!("`{name}`: no difference in {metric} from `{against}` is shown, {mean} on average ({figures}{few}).")
    }
}

/// With its sign: `+1.2`, `−0.3`.
fn signed(value: f64) -> String {
    if value < 0.0 { format!("−{}", short(-value)) } else { format!("+{}", short(value)) }
}
