"use strict";
// Values as texts, and from values to places.
const scales = (() => {
  // Values as one reads them: four digits, powers of ten where they are very small or large.
  const minus = (text) => text.replace("-", "−");
  const shown = (value) => {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (size >= 1e6 || size < 1e-3) return minus(value.toExponential(2).replace("e+", "e").replace("e-", "e−"));
    return minus(String(Number(value.toPrecision(4))));
  };
  const tick = (value) => {
    const size = Math.abs(value);
    if (size < 1e-12) return "0";
    if (size >= 1e6 || size < 1e-3) return minus(String(Number(value.toPrecision(3)).toExponential()).replace("e+", "e").replace("e-", "e−"));
    if (size >= 1e4) return minus(`${Number((value / 1e3).toPrecision(3))}k`);
    return minus(String(Number(value.toPrecision(4))));
  };
  const grouped = (step) => step.toLocaleString("en-US");

  const rounds = (low, high, count) => {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough * 0.999);
    const all = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-6; k++) all.push(k * step);
    return all;
  };
  const decades = (low, high, count) => {
    const span = Math.log10(high / low);
    const factors = span < 1.2 ? [1, 2, 5] : span < 3.2 ? [1, 3] : [1];
    const all = [];
    for (let p = Math.floor(Math.log10(low)); p <= Math.log10(high); p++) {
      for (const f of factors) if (f * 10 ** p >= low * 0.999 && f * 10 ** p <= high * 1.001) all.push(f * 10 ** p);
    }
    const every = Math.max(1, Math.ceil(all.length / count));
    return all.length > 1 ? all.filter((_, i) => i % every === 0) : rounds(low, high, count);
  };

  // From values to places, 0 at the bottom and 1 at the top. Where a logarithm has no say, around zero, the scale is linear.
  const scale = (values, log, whole) => {
    let low = Infinity, high = -Infinity, least = Infinity;
    for (const v of values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
      if (v !== 0) least = Math.min(least, Math.abs(v));
    }
    if (whole) [low, high] = [0, 1];
    if (!(low <= high)) [low, high] = [0, 1];
    if (low === high) [low, high] = [low - (Math.abs(low) / 2 || 0.5), high + (Math.abs(high) / 2 || 0.5)];
    if (log && low > 0) {
      low = Math.max(low, high * 1e-9) / 1.15;
      high *= 1.15;
      const at = (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low);
      return { at, ticks: (n) => decades(low, high, n) };
    }
    if (log) {
      const most = Math.max(-low, high);
      const linear = Math.max(least, most * 1e-4);
      const bend = (v) => Math.sign(v) * Math.log10(1 + Math.abs(v) / linear);
      const [a, b] = [bend(low) - 0.05, bend(high) + 0.05];
      const ticks = (n) => {
        const powers = decades(linear, most, n).filter((v) => v >= linear);
        return [...powers.map((v) => -v), 0, ...powers].filter((v) => v >= low && v <= high).filter((_, i, all) => all.length <= n + 2 || i % 2 === 0);
      };
      return { at: (v) => (bend(v) - a) / (b - a), ticks };
    }
    const room = whole ? 0 : 0.04 * (high - low);
    [low, high] = [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
    return { at: (v) => (v - low) / (high - low), ticks: (n) => rounds(low, high, n) };
  };

  // The place of the last step that is not behind this one.
  const place = (steps, step) => {
    let [a, b] = [0, steps.length - 1];
    while (a < b) {
      const middle = (a + b + 1) >> 1;
      if (steps[middle] <= step) a = middle; else b = middle - 1;
    }
    return a > 0 || steps[0] <= step ? (a + 1 < steps.length && steps[a + 1] - step < step - steps[a] ? a + 1 : a) : 0;
  };

  return { shown, tick, grouped, rounds, scale, place };
})();

