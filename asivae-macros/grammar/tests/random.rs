//! What holds for every tree and every text: random ones, from fixed seeds.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use asivae_grammar::{
    Expr, ExprKind, Fold, Follow, Let, MAX_DEPTH, Model, Move, Name, Network, Obey, Op, Pace, Scalar, Sense, Size,
    Source, Span, check, from_stream, latex, leaves, parse_expr, parse_model, parse_model_tokens, typeset,
};

/// SplitMix64 (Steele et al. 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    fn name(&mut self) -> Name {
        self.pick(&["a", "beta_neg", "xr", "x", "model", "sum", "mean", "exp", "e5", "_q", "r", "lets"]).into()
    }

    fn names(&mut self, least: usize) -> Vec<Name> {
        (0..least + self.below(3)).map(|_| self.name()).collect()
    }

    /// Any finite number that is not negative, from all magnitudes.
    fn number(&mut self) -> f64 {
        match self.below(4) {
            0 => self.below(10) as f64,
            1 => self.below(1000) as f64 / 64.0,
            2 => [1e-8, 0.1, 1e16, 0.3 - 0.2, f64::MAX, f64::MIN_POSITIVE, 5e-324][self.below(7)],
            _ => Some(f64::from_bits(self.next()).abs()).filter(|value| value.is_finite()).unwrap_or(1.0),
        }
    }

    /// Of a named argument.
    fn value(&mut self, depth: usize) -> Expr {
        match self.below(5) {
            0 => {
                let numbers = (0..self.below(4)).map(|_| self.number()).collect();
                Expr { kind: ExprKind::List(numbers), span: Span::default() }
            }
            _ => self.expr(depth),
        }
    }

    fn expr(&mut self, depth: usize) -> Expr {
        let kind = match if depth == 0 { self.below(2) } else { self.below(9) } {
            0 => ExprKind::Number(self.number()),
            1 => ExprKind::Name(self.name().text),
            2 => ExprKind::Call {
                callee: self.pick(&["kl", "losses::kl", "my-losses::kl", "sum", "mean", "crate::a::b"]).into(),
                args: (0..self.below(3)).map(|_| self.expr(depth - 1)).collect(),
                named: (0..self.below(3)).map(|_| (self.name(), self.value(depth - 1))).collect(),
            },
            3 => ExprKind::Neg(self.expr(depth - 1).into()),
            4 => ExprKind::Fold {
                kind: [Fold::Sum, Fold::Mean][self.below(2)],
                var: self.name(),
                over: (0..1 + self.below(2)).map(|_| self.expr(depth - 1)).collect(),
                body: self.expr(depth - 1).into(),
            },
            op => ExprKind::Binary {
                op: [Op::Add, Op::Sub, Op::Mul, Op::Div][op - 5],
                left: self.expr(depth - 1).into(),
                right: self.expr(depth - 1).into(),
            },
        };
        Expr { kind, span: Span::default() }
    }

    fn called(&mut self) -> Expr {
        let kind = ExprKind::Call {
            callee: self.pick(&["laplace", "mine::clip"]).into(),
            args: Vec::new(),
            named: (0..self.below(3)).map(|_| (self.name(), self.expr(2))).collect(),
        };
        Expr { kind, span: Span::default() }
    }

    fn doc(&mut self) -> String {
        self.pick(&["", "One line.", "Two\nlines.", "β ‖ ²\n\n    indented \"quoted\" \\ // /// #"]).to_owned()
    }

    fn bound(&mut self) -> Option<f64> {
        (self.below(2) == 0).then(|| self.number() * [1.0, -1.0][self.below(2)])
    }

    fn network(&mut self) -> Network {
        let mut outputs = self.names(1);
        outputs.sort_by(|a, b| a.text.cmp(&b.text));
        outputs.dedup_by(|a, b| a.text == b.text);
        let sized = self.below(3).min(outputs.len());
        let sizes = outputs[..sized]
            .iter()
            .map(|output| Size { output: output.clone(), numbers: vec![1 + self.below(9); 1 + 2 * self.below(2)] });
        Network {
            sizes: sizes.collect(),
            name: self.name(),
            inputs: self.names(0),
            outputs,
            posterior: (self.below(3) == 0).then(|| self.called()),
        }
    }

    fn model(&mut self) -> Model {
        let count = |random: &mut Self| random.below(4);
        Model {
            name: self.pick(&["as-introvae", "a", "with \"quotes\" \\ and β"]).into(),
            type_name: self.pick(&["", "AsIntroVae"]).into(),
            doc: self.doc(),
            scalars: (0..count(self))
                .map(|_| Scalar {
                    name: self.name(),
                    default: self.expr(2),
                    min: self.bound(),
                    max: self.bound(),
                    doc: self.doc(),
                })
                .collect(),
            networks: (0..count(self)).map(|_| self.network()).collect(),
            sources: (0..count(self)).map(|_| Source { name: self.name(), value: self.expr(2) }).collect(),
            lets: (0..count(self))
                .map(|_| Let {
                    name: self.name(),
                    params: self.names(0),
                    body: self.expr(4),
                    min: self.bound(),
                    max: self.bound(),
                })
                .collect(),
            moves: (0..count(self))
                .map(|_| Move {
                    label: (self.below(2) == 0).then(|| self.name()),
                    players: self.names(1),
                    repeat: 1 + self.below(3),
                    sense: [Sense::Minimizes, Sense::Maximizes][self.below(2)],
                    objective: self.expr(5),
                })
                .collect(),
            follows: (0..count(self))
                .map(|_| Follow {
                    network: self.name(),
                    leader: self.name(),
                    pace: match self.below(3) {
                        0 => Pace::Average(self.expr(3)),
                        1 => Pace::Steps(1 + self.below(3)),
                        _ => Pace::Epochs(1 + self.below(3)),
                    },
                })
                .collect(),
            without: (0..count(self))
                .map(|_| self.pick(&["kl(x)", "encoder/rec(xr)", "exp[xr] \"q\""]).into())
                .collect(),
            obeys: (0..count(self)).map(|_| Obey { network: self.name(), constraint: self.called() }).collect(),
        }
    }
}

#[test]
fn a_printed_expression_reads_back_equal() {
    let mut random = Random(1);
    for _ in 0..20_000 {
        let depth = random.below(7);
        let expr = random.expr(depth);
        let text = expr.to_string();
        let back = parse_expr(&text).unwrap_or_else(|mistakes| panic!("{}", mistakes.render(&text)));
        assert_eq!(back, expr, "{text}");
        assert_eq!(back.to_string(), text);
    }
}

#[test]
fn a_printed_model_reads_back_equal_from_text_stream_and_json() {
    let mut random = Random(2);
    for _ in 0..3_000 {
        let model = random.model();
        let text = model.to_string();
        let back = parse_model(&text).unwrap_or_else(|mistakes| panic!("{text}\n{}", mistakes.render(&text)));
        assert_eq!(back, model, "{text}");
        let json = serde_json::to_string(&model).unwrap();
        assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), model, "{json}");
        if !text.contains("my-losses") {
            let (tokens, spans) = from_stream(text.parse().unwrap());
            assert_eq!(tokens.len(), spans.len());
            assert_eq!(parse_model_tokens(&tokens).unwrap(), model, "{text}");
        }
    }
}

#[test]
fn no_parenthesis_is_superfluous() {
    let mut random = Random(3);
    for _ in 0..500 {
        let expr = random.expr(4);
        let text = expr.to_string();
        for (open, close) in pairs(&text) {
            let mut without = text.clone();
            without.replace_range(close..=close, " ");
            without.replace_range(open..=open, " ");
            assert_ne!(parse_expr(&without).ok(), Some(expr.clone()), "{text}\n{without}");
        }
    }
}

/// Places of matching parentheses.
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (i, c) in text.char_indices() {
        match c {
            '(' => open.push(i),
            ')' => pairs.extend(open.pop().map(|start| (start, i))),
            _ => {}
        }
    }
    pairs
}

#[test]
fn nothing_panics_whatever_the_text() {
    let seeds = [
        include_str!("as_introvae.intro"),
        r#"/// d
        "m" { a = 1e-6 in -1.5..2, b = max(a, 2) } networks { e: x -> mu, logvar, d: z -> x, critic: x, z -> scalar, q: x, noise -> loc, z as laplace(b = a) }
        source s2 = d(noise); let c = my-losses::f(p = l1); let g(s, t) = c * sg(s) / t; // comment
        l: critic[5] maximizes sum[s in {x, s2}] g(s, sg(x)) - -2; e + d minimizes abs(exp(a) * batch_mean(kl(x)));
        slow follows d 1 - a; late copies e every 2 epochs; soon copies d every 1 step; critic obeys clip(limit = a);"#,
    ];
    let pieces = [
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ";",
        ",",
        "=",
        "..",
        "::",
        ":",
        "->",
        "-",
        "+",
        "mean[",
        "s in {",
        "let ",
        "pub ",
        "\"",
        "///",
        "//",
        "/*",
        "β",
        "1e",
        "0x",
        "9",
        "e",
        "_",
        "a-b::",
        "minimizes ",
        "source ",
        "follows ",
        "obeys ",
        "without \"a\";",
        " as ",
        "copies d every ",
        "epochs",
        "networks {",
        "r#",
        "\\",
        "\u{0}",
        "é",
    ];
    // More of them with `ASIVAE_RANDOM=1000000`.
    let rounds = std::env::var("ASIVAE_RANDOM").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let mut random = Random(4);
    for round in 0..rounds {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..1 + random.below(6) {
            let start = random.below(text.len());
            let end = (start + random.below(12)).min(text.len());
            let put: Vec<char> = match random.below(3) {
                0 => Vec::new(),
                1 => random.pick(&pieces).chars().collect(),
                _ => text[end..(end + random.below(20)).min(text.len())].to_vec(),
            };
            text.splice(start..end, put);
            text.push(' ');
        }
        let text: String = text.into_iter().collect();
        match parse_model(&text) {
            Ok(model) => {
                let _ = check(&model).render(&text);
                let _ = (leaves(&model), typeset(&model), latex(&model));
                assert_eq!(parse_model(&model.to_string()).as_ref(), Ok(&model), "{text}");
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty());
                let _ = mistakes.render(&text);
            }
        }
    }
}

#[test]
fn the_depth_is_limited_with_a_message() {
    let message = |text: &str| parse_expr(text).unwrap_err().to_string();
    let expected = "the expression is deeper than 64 levels; name a part of it with `let`";
    let many = 100_000;
    assert_eq!(message(&"(".repeat(many)), expected);
    assert_eq!(message(&"-".repeat(many)), expected);
    assert_eq!(message(&"f(".repeat(many)), expected);
    assert_eq!(message(&"mean[s in {x}] ".repeat(many)), expected);
    assert_eq!(message(&("a + ".repeat(many) + "a")), expected);
    assert_eq!(message(&("a * ".repeat(many) + "a")), expected);
    let sum = "a + ".repeat(MAX_DEPTH - 1) + "a";
    assert_eq!(parse_expr(&sum).unwrap().to_string(), sum);
    let calls = "f(k = ".repeat(MAX_DEPTH - 1) + "a" + &")".repeat(MAX_DEPTH - 1);
    let json = serde_json::to_string(&parse_expr(&calls).unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Expr>(&json).unwrap().to_string(), calls);
}

#[test]
fn time_is_linear() {
    let pieces = ["a-", "let a = 1; ", "\" ", "{ ", "/* ", "x: ", "let ", "a = 1, ", "mean[", "a: b -> c, "];
    let start = std::time::Instant::now();
    for piece in pieces {
        for head in ["\"m\" ", "\"m\" { ", "\"m\" networks {"] {
            let text = format!("{head}{}", piece.repeat(100_000));
            assert!(parse_model(&text).is_err() || piece.contains(';'), "{piece}");
        }
    }
    // About two seconds where it is linear, minutes where it is not.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
