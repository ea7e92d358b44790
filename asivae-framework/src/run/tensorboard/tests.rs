use super::*;

/// The events of a file up to its last whole record, and how many bytes these take.
fn events(file: &[u8]) -> (Vec<Event>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(head) = file.get(at..at + 12) {
        assert_eq!(head[8..], checksum(&head[..8]), "checksum of the length at {at}");
        let length = u64::from_le_bytes(head[..8].try_into().expect("eight bytes")) as usize;
        let Some(rest) = file.get(at + 12..at + 16 + length) else { break };
        assert_eq!(rest[length..], checksum(&rest[..length]), "checksum of the message at {at}");
        found.push(Event::decode(&rest[..length]).expect("an event"));
        at += 16 + length;
    }
    (found, at)
}

fn values(event: &Event) -> &[Value] {
    match &event.what {
        Some(What::Summary(summary)) => &summary.value,
        other => panic!("expected a summary, found {other:?}"),
    }
}

#[test]
fn the_first_record_is_what_tensorboard_writes() {
    // Written by `tensorboard.summary.writer.record_writer` of TensorBoard 2.21: length, its checksum, the message, its checksum.
    let expected = "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c";
    let bytes: String = file_version(1.5).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(bytes, expected);
}

#[test]
fn what_was_written_is_read_back() {
    let pairs = [("encoder/rec(x)", 0.25), ("zero", 0.0), ("learning_rate", 2e-4)];
    let mut file = file_version(1.0);
    file.extend(scalars(2.0, 50, pairs.into_iter()));
    file.extend(text(3.0, 0, "model", "`rec(x)`"));
    file.extend(image(4.0, 100, "samples", b"png", 640, 480));
    let (found, end) = events(&file);
    assert_eq!((found.len(), end), (4, file.len()));
    assert_eq!(found[0].what, Some(What::FileVersion("brain.Event:2".to_owned())));

    assert_eq!((found[1].wall_time, found[1].step), (2.0, 50));
    for (value, (tag, number)) in values(&found[1]).iter().zip(pairs) {
        assert_eq!((value.tag.as_str(), &value.held), (tag, &Some(Held::Scalar(number as f32))));
    }
    let model = &values(&found[2])[0];
    let plugin = model.metadata.as_ref().and_then(|m| m.plugin.as_ref());
    assert_eq!(plugin.map(|p| p.name.as_str()), Some("text"));
    assert!(matches!(&model.held, Some(Held::Tensor(t)) if t.string == [b"`rec(x)`"] && t.dtype == 7));
    let expected = Image { height: 480, width: 640, colorspace: 3, encoded: b"png".to_vec() };
    assert_eq!(values(&found[3])[0].held, Some(Held::Image(expected)));
}

#[test]
fn a_file_that_was_cut_in_a_record_can_be_written_on() {
    let mut file = file_version(1.0);
    file.extend(scalars(1.0, 0, [("c", 0.0)].into_iter()));
    let whole = file.len();
    let last = scalars(2.0, 50, [("c", 0.5)].into_iter());
    for cut in [1, 8, 12, last.len() - 1] {
        let mut torn = file.clone();
        torn.extend(&last[..cut]);
        let (found, end) = events(&torn);
        assert_eq!((found.len(), end), (2, whole), "cut after {cut} bytes of the last record");
        torn.truncate(end);
        torn.extend(&last);
        assert_eq!(events(&torn).0.len(), 3);
    }
}

#[test]
fn scalars_that_are_not_finite_stay_what_they_are() {
    let file = scalars(1.0, 0, [("nan", f64::NAN), ("inf", f64::INFINITY), ("large", 1e300)].into_iter());
    let (found, _) = events(&file);
    let read: Vec<f32> = values(&found[0])
        .iter()
        .map(|value| match value.held {
            Some(Held::Scalar(number)) => number,
            _ => panic!("expected a scalar"),
        })
        .collect();
    assert!(read[0].is_nan() && read[1..] == [f32::INFINITY; 2], "{read:?}");
}

#[test]
fn every_finite_value_is_counted_in_its_bucket() {
    let values: Vec<f32> = (0..=300).map(|i| i as f32 / 100.0).chain([f32::NAN, f32::INFINITY]).collect();
    let found = counted(&values);
    assert_eq!((found.min, found.max, found.num), (0.0, 3.0, 301.0));
    assert!((found.sum - 451.5).abs() < 1e-4, "the sum of 0, 0.01, …, 3: {}", found.sum);
    assert_eq!((found.bucket.len(), found.bucket_limit.len()), (30, 30));
    assert_eq!(found.bucket_limit[29], 3.0, "the last limit is the largest value, without rounding");
    for (i, limit) in found.bucket_limit.iter().enumerate() {
        let below = values.iter().filter(|v| f64::from(**v) < limit - 1e-6).count() as f64;
        let counted: f64 = found.bucket[..=i].iter().sum();
        // A value on a limit belongs to either side, as its rounding has it.
        assert!((counted - below).abs() <= 1.0, "up to {limit}: {counted} counted, {below} there");
    }
}

#[test]
fn histograms_without_width_or_without_values_have_one_bucket() {
    let same = counted(&[-2.0; 5]);
    assert_eq!((same.bucket_limit, same.bucket), (vec![-2.0], vec![5.0]));
    for nothing in [&[][..], &[f32::NAN, f32::NEG_INFINITY]] {
        let found = counted(nothing);
        assert_eq!((found.num, found.bucket_limit, found.bucket), (0.0, vec![0.0], vec![0.0]));
    }
    let widest = counted(&[f32::MIN, f32::MAX]);
    assert!(widest.bucket_limit.iter().all(|limit| limit.is_finite()));
    assert_eq!((widest.bucket[0], widest.bucket[29]), (1.0, 1.0));
}
