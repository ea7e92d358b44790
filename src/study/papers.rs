//! The studies that are part of the program: tables, figures and ablations of the papers, and what goes beyond them.

/// Name and text of each.
pub(crate) const STUDIES: [(&str, &str); 9] = [
    ("table1", include_str!("../../studies/table1.toml")),
    ("table1-readings", include_str!("../../studies/table1-readings.toml")),
    ("checkerboard", include_str!("../../studies/checkerboard.toml")),
    ("soft-2d", include_str!("../../studies/soft-2d.toml")),
    ("ablation", include_str!("../../studies/ablation.toml")),
    ("figure7", include_str!("../../studies/figure7.toml")),
    ("table2", include_str!("../../studies/table2.toml")),
    ("table3", include_str!("../../studies/table3.toml")),
    ("schedules", include_str!("../../studies/schedules.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Study;

    fn study(name: &str, quick: bool) -> Study {
        let (_, text) = STUDIES.iter().find(|(own, _)| *own == name).unwrap();
        Study::parse(format!("{name}.toml"), text, quick).unwrap()
    }

    #[test]
    fn every_study_is_planned_and_says_what_it_is() {
        for (name, _) in STUDIES {
            let full = study(name, false);
            assert!(full.words().iter().all(|words| !words.is_empty()), "{name}");
            if full.missing().is_empty() {
                let plan = full.plan().unwrap_or_else(|error| panic!("{name}: {error}"));
                let names: Vec<&str> = plan.variants.iter().map(|variant| variant.name.as_str()).collect();
                let baseline = full.baseline.as_deref();
                assert!(baseline.is_none_or(|baseline| names.contains(&baseline)), "{name}: {baseline:?}");
                let known = |variant: &String| names.contains(&variant.as_str());
                assert!(full.published.keys().all(known), "{name}: figures of rows that are not there");
            }
        }
    }

    #[test]
    fn every_short_form_is_short() {
        for (name, _) in STUDIES {
            let short = study(name, true);
            assert_eq!(short.missing(), Vec::<String>::new(), "{name}");
            let plan = short.plan().unwrap_or_else(|error| panic!("{name}: {error}"));
            let steps: usize = plan.variants.iter().map(|variant| variant.steps * plan.seeds.len()).sum();
            assert!(steps <= 2_400, "{name}: {steps} steps");
            for variant in &plan.variants {
                let trainer = variant.trainer(0).unwrap();
                let config = trainer.config();
                assert!(config.train.batch <= 128, "{name}");
                assert!(config.networks.values().all(|network| network.contains("layers = 2")), "{name}");
            }
        }
    }

    /// Figures of tables, row by row, as they were copied by hand a second time.
    #[test]
    fn published_figures_are_those_in_print() {
        let weights = ["C1", "C2", "C3"];
        let models = ["vae", "introvae", "s-introvae", "as-introvae"];
        let none = [f64::NAN; 2];
        let table1 = [
            [[220.2, 110.1], [192.4, 56.0], [50.2, 16.9], [3.4, 5.6]],
            [[220.3, 110.0], [191.1, 68.0], [136.5, 36.6], [1.3, 4.4]],
            [[220.2, 109.8], [64.0, 53.0], [46.2, 9.6], [2.0, 7.1]],
        ];
        let checkerboard = [
            [[22.1, 10.8], none, [20.7, 9.6], [20.4, 9.6]],
            [[21.2, 9.9], none, [21.0, 10.0], [20.6, 9.6]],
            [[21.7, 10.7], none, [21.2, 10.3], [20.9, 9.9]],
        ];
        for (name, table) in [("table1", table1), ("checkerboard", checkerboard)] {
            let published = study(name, false).published;
            for (c, row) in weights.iter().zip(table) {
                for (model, [kl, jsd]) in models.iter().zip(row) {
                    let own = &published[&format!("{c}-{model}")];
                    let found = [own["compat_kl"], own["compat_jsd"]];
                    assert_eq!(found.map(f64::to_bits), [kl, jsd].map(f64::to_bits), "{name} {c} {model}");
                }
            }
        }
        let table2 = [
            ("mnist", [139.02, 98.84, 96.16]),
            ("cifar10", [434.11, 275.20, 271.69]),
            ("celeba-128", [160.53, 140.35, 130.74]),
            ("celeba-256", [170.79, 143.33, 129.61]),
        ];
        let published = study("table2", false).published;
        for (data, row) in table2 {
            let found =
                ["wgan-gp", "s-introvae", "as-introvae"].map(|model| published[&format!("{data}-{model}")]["fid"]);
            assert_eq!(found, row, "{data}");
        }
        let table3 = [
            ("mnist", [20.282, 0.885, 0.011, 21.014, 0.898, 0.009]),
            ("cifar10", [19.300, 0.599, 0.019, 19.445, 0.620, 0.019]),
            ("oxford", [15.372, 0.348, 0.049, 20.168, 0.604, 0.013]),
            ("celeba-128", [17.818, 0.561, 0.018, 22.924, 0.801, 0.006]),
            ("celeba-256", [22.422, 0.790, 0.007, 23.156, 0.758, 0.006]),
        ];
        let published = study("table3", false).published;
        for (data, row) in table3 {
            let of = |model: &str| ["psnr", "ssim", "mse"].map(|metric| published[&format!("{data}-{model}")][metric]);
            assert_eq!([of("s-introvae"), of("as-introvae")].concat(), row, "{data}");
        }
    }

    #[test]
    fn readings_are_of_two_weightings_four_pairs_and_three_kernels() {
        let plan = study("table1-readings", false).plan().unwrap();
        let names: Vec<&str> = plan.variants.iter().map(|variant| variant.name.as_str()).collect();
        assert_eq!((names.len(), plan.seeds.as_slice()), (2 * 4 * 3, [0].as_slice()));
        assert_eq!(names[0], "reading=A,distance=squashed-xr-xg,kernel=prior");
        assert_eq!(names[23], "reading=C,distance=raw-x-xg,kernel=per_dimension");
    }

    #[test]
    fn a_study_reads_its_own_record() {
        for (name, _) in STUDIES {
            for quick in [true, false] {
                let study = study(name, quick);
                if !study.missing().is_empty() {
                    continue;
                }
                let again = Study::parse("study.toml", &study.to_toml().unwrap(), false).unwrap();
                let (plan, same) = (study.plan().unwrap(), again.plan().unwrap());
                let names = |plan: &crate::study::Plan| -> Vec<String> {
                    plan.variants.iter().map(|variant| variant.name.clone()).collect()
                };
                assert_eq!(names(&plan), names(&same), "{name}");
                for (variant, other) in plan.variants.iter().zip(&same.variants) {
                    // A table has no order.
                    let config = |variant: &crate::study::Planned| {
                        let mut config = variant.trainer(0).unwrap().config().clone();
                        config.set.sort();
                        config
                    };
                    assert_eq!(config(variant), config(other), "{name} {}", variant.name);
                }
            }
        }
    }
}
