(() => {
  const { shown, tick, grouped, rounds, scale, place } = scales;
  const records = JSON.parse(document.getElementById("records").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const charts = [];
  let evidence = null;

  const make = (tag, attributes, parent, text) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  };
  const html = (tag, properties, parent) => {
    const node = Object.assign(document.createElement(tag), properties);
    parent.append(node);
    return node;
  };

  const ink = (series, other = "var(--text)") => (series.ink === null ? other : `var(--s${series.ink % records.inks})`);
  const dashed = (series) => series.ink !== null && series.ink % (2 * records.inks) >= records.inks;
  class Chart {
    constructor(figure) {
      const data = records.charts[figure.dataset.chart];
      Object.assign(this, data, { figure, hidden: new Set(), steps: data.series.map((s) => records.steps[s.x]) });
      const caption = figure.querySelector("figcaption");
      const words = html("span", { textContent: caption.textContent }, figure);
      caption.replaceChildren(words);
      if (this.kind === "lines") {
        const button = html("button", { type: "button", textContent: "log", title: "logarithmic scale" }, caption);
        button.setAttribute("aria-pressed", this.log);
        button.onclick = () => {
          this.log = !this.log;
          button.setAttribute("aria-pressed", this.log);
          this.draw();
        };
      }
      const alone = this.series.length === 1 && this.kind === "lines" && !figure.classList.contains("wide");
      if (alone) this.values = [html("output", { className: "value" }, caption)];
      if (alone) words.after(this.values[0]);
      this.svg = make("svg", { role: "img", "aria-label": words.textContent, tabindex: "0" }, figure);
      if (!alone) this.legend();
      this.say(null);
      this.svg.addEventListener("pointermove", (event) => this.point(event));
      this.svg.addEventListener("pointerleave", () => move(null));
      this.svg.addEventListener("keydown", (event) => this.key(event));
      new ResizeObserver(() => this.draw()).observe(this.svg);
    }

    legend() {
      const list = html("div", { className: "legend" }, this.figure);
      const bars = this.kind === "bars";
      this.values = this.series.map((series, i) => {
        // Means stand in the order of their variants.
        const named = series.courses ? this.series : [series];
        const className = named.some((s) => s.name.length > 24) ? "long" : "";
        const row = html(bars ? "div" : "button", { className }, list);
        if (!bars) {
          row.type = "button";
          row.setAttribute("aria-pressed", "true");
          row.onclick = () => {
            if (!this.hidden.delete(i)) this.hidden.add(i);
            row.setAttribute("aria-pressed", !this.hidden.has(i));
            this.draw();
          };
        }
        const swatch = html("i", { className: dashed(series) ? "dashed" : "" }, row);
        swatch.style.setProperty("--ink", ink(series, bars ? "var(--s0)" : undefined));
        html("span", { className: "name", textContent: series.name }, row);
        return html("span", { className: "value" }, row);
      });
    }

    draw() {
      const width = this.svg.clientWidth;
      if (!width) return;
      const height = this.figure.classList.contains("wide") ? 280 : this.figure.classList.contains("small") ? 140 : 210;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.style.height = `${height}px`;
      this.svg.replaceChildren();
      this.box = { left: 50, right: width - 8, top: 8, bottom: height - 20 };
      const open = this.series.map((_, i) => i).filter((i) => !this.hidden.has(i));
      if (this.kind === "bars") this.bars(); else this.curves(open);
      this.over = make("g", {}, this.svg);
    }

    frame(y, xTicks, xAt) {
      const { left, right, top, bottom } = this.box;
      const percent = this.kind === "stack";
      for (const v of y.ticks(bottom - top > 200 ? 6 : bottom - top > 120 ? 5 : 3)) {
        const at = bottom - y.at(v) * (bottom - top);
        if (at < top - 1 || at > bottom + 1) continue;
        make("line", { class: "grid", x1: left, x2: right, y1: at, y2: at }, this.svg);
        make("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, this.svg, percent ? `${Math.round(100 * v)} %` : tick(v));
      }
      for (const v of xTicks) {
        const at = xAt(v);
        const near = at > right - 16 ? "end" : at < left + 16 ? "start" : "middle";
        make("text", { x: near === "end" ? right : at, y: bottom + 15, "text-anchor": near }, this.svg, tick(v));
      }
      make("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }, this.svg);
    }

    curves(open) {
      const { left, right, top, bottom } = this.box;
      const last = Math.max(records.last, 1);
      const x = (step) => left + (step / last) * (right - left);
      const values = (series) => [...series.y, ...(series.courses ?? []).flat().filter((v) => v !== null)];
      const y = scale(open.flatMap((i) => values(this.series[i])), this.log, this.kind === "stack");
      const at = (v) => bottom - Math.min(1, Math.max(0, y.at(v))) * (bottom - top);
      Object.assign(this, { x, at });
      const band = (from, to, className) =>
        make("rect", { class: className, x: x(from), y: top, width: Math.max(2, x(to) - x(from)), height: bottom - top }, this.svg);
      if (records.warmup) {
        band(0, records.warmup.until, "band");
        if (x(records.warmup.until) - left > 70) make("text", { x: left + 6, y: top + 12 }, this.svg, "warm-up");
      }
      if (evidence) band(evidence[0], evidence[1], "evidence");
      this.frame(y, rounds(0, last, right - left > 600 ? 8 : 4), x);
      if (this.kind === "stack") this.layers(open);
      else {
        for (const i of open) if (this.series[i].courses) this.spread(i);
        for (const i of open) this.line(i);
      }
      if (records.failure !== null) make("line", { class: "failed", x1: x(records.failure), x2: x(records.failure), y1: top, y2: bottom }, this.svg);
    }

    // What a mean is of: a band around it, and the courses.
    spread(i) {
      const [series, steps] = [this.series[i], this.steps[i]];
      const group = make("g", { style: `--ink: ${ink(series)}` }, this.svg);
      const there = (values) => steps.map((step, k) => `${this.x(step).toFixed(1)} ${this.at(values[k]).toFixed(1)}`);
      const [low, high] = series.band;
      if (low.length) make("path", { class: "spread", d: `M${[...there(low), ...there(high).reverse()].join("L")}Z` }, group);
      for (const course of series.courses) {
        let d = "", on = false;
        course.forEach((v, k) => {
          if (v !== null) d += `${on ? "L" : "M"}${this.x(steps[k]).toFixed(1)} ${this.at(v).toFixed(1)}`;
          on = v !== null;
        });
        if (d) make("path", { class: "course", d }, group);
      }
    }

    line(i) {
      const [series, steps] = [this.series[i], this.steps[i]];
      const d = steps.map((step, k) => `${k ? "L" : "M"}${this.x(step).toFixed(1)} ${this.at(series.y[k]).toFixed(1)}`).join("");
      const path = make("path", { class: series.ink === null ? "series main" : "series", d, style: `--ink: ${ink(series)}` }, this.svg);
      if (dashed(series)) path.setAttribute("stroke-dasharray", "5 3");
      if (steps.length > 40) return;
      steps.forEach((step, k) => make("circle", { class: "dot", cx: this.x(step), cy: this.at(series.y[k]), r: 3, style: `--ink: ${ink(series)}` }, this.svg));
    }

    layers(open) {
      // A layer has its own steps: one that began later stands on what lies below it then.
      const below = new Map();
      for (const i of open) {
        const [series, steps] = [this.series[i], this.steps[i]];
        const low = steps.map((step) => below.get(step) ?? 0);
        const high = low.map((v, k) => v + series.y[k]);
        steps.forEach((step, k) => below.set(step, high[k]));
        const there = steps.map((step, k) => `${this.x(step).toFixed(1)} ${this.at(high[k]).toFixed(1)}`);
        const back = steps.map((step, k) => `${this.x(step).toFixed(1)} ${this.at(low[k]).toFixed(1)}`).reverse();
        make("path", { class: "layer", d: `M${[...there, ...back].join("L")}Z`, style: `--ink: ${ink(series)}` }, this.svg);
      }
    }

    bars() {
      const { left, right, top, bottom } = this.box;
      const [series, numbers] = [this.series[0], this.steps[0]];
      const values = this.threshold === null ? series.y : [...series.y, this.threshold];
      const y = scale([0, ...values], false, false);
      const at = (v) => bottom - y.at(v) * (bottom - top);
      const pitch = (right - left) / numbers.length;
      const wide = Math.min(pitch * 0.78, 44);
      this.slot = (clientX) => Math.min(numbers.length - 1, Math.max(0, Math.floor((clientX - left) / pitch)));
      this.frame(y, [], null);
      const every = Math.ceil(numbers.length / Math.max(1, Math.floor((right - left) / 26)));
      numbers.forEach((number, k) => {
        const middle = left + (k + 0.5) * pitch;
        const idle = this.threshold !== null && series.y[k] < this.threshold;
        const from = at(Math.max(0, series.y[k]));
        make("rect", { class: idle ? "bar idle" : "bar", x: middle - wide / 2, width: wide, y: from, height: Math.max(0.5, at(0) - from), style: "--ink: var(--s0)" }, this.svg);
        if (k % every === 0) make("text", { x: middle, y: bottom + 15, "text-anchor": "middle" }, this.svg, number);
      });
      if (this.threshold !== null) make("line", { class: "threshold", x1: left, x2: right, y1: at(this.threshold), y2: at(this.threshold) }, this.svg);
    }

    point(event) {
      const from = event.clientX - this.svg.getBoundingClientRect().left;
      if (this.kind === "bars") {
        const k = this.slot(from);
        this.values[0].textContent = `${this.steps[0][k]}: ${shown(this.series[0].y[k])}`;
        return;
      }
      const { left, right } = this.box;
      const share = Math.min(1, Math.max(0, (from - left) / (right - left)));
      // Where something was recorded.
      const steps = this.steps.reduce((most, own) => (own.length > most.length ? own : most));
      move(steps[place(steps, share * records.last)] ?? null, this);
    }

    key(event) {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way || this.kind === "bars") return;
      event.preventDefault();
      const by = Math.max(1, Math.round(records.last / 200));
      move(Math.min(records.last, Math.max(0, (cursor ?? records.last) + way * by)), this);
    }

    // Values at a step, those at the end where there is none.
    say(step) {
      this.series.forEach((series, i) => {
        const steps = this.steps[i];
        if (!steps.length) return;
        if (this.kind === "bars") {
          this.values[i].textContent = "";
          return;
        }
        const k = step === null ? steps.length - 1 : place(steps, step);
        const beyond = step !== null && (step < steps[0] - records.last / 100 || step > steps[steps.length - 1] + records.last / 100);
        this.values[i].textContent = beyond ? "–" : this.kind === "stack" ? `${(100 * series.y[k]).toFixed(1)} %` : shown(series.y[k]);
      });
    }

    show(step, active) {
      this.say(step);
      if (!this.over || this.kind === "bars") return;
      this.over.replaceChildren();
      if (step === null) return;
      const { left, right, top, bottom } = this.box;
      const at = this.x(step);
      make("line", { class: "cursor", x1: at, x2: at, y1: top, y2: bottom }, this.over);
      if (!active) return;
      const near = at > (left + right) / 2;
      make("text", { x: at + (near ? -5 : 5), y: bottom - 5, "text-anchor": near ? "end" : "start" }, this.over, `step ${grouped(step)}`);
      if (this.kind !== "lines") return;
      this.series.forEach((series, i) => {
        const steps = this.steps[i];
        if (this.hidden.has(i) || !steps.length || step < steps[0] || step > steps[steps.length - 1]) return;
        const k = place(steps, step);
        make("circle", { class: "dot", cx: this.x(steps[k]), cy: this.at(series.y[k]), r: 3.5, style: `--ink: ${ink(series)}` }, this.over);
      });
    }
  }

  // One cursor for all charts that are in sight.
  let cursor = null, pending = null;
  const move = (step, active) => {
    cursor = step;
    if (pending === null) {
      requestAnimationFrame(() => {
        for (const chart of charts) {
          const { top, bottom } = chart.figure.getBoundingClientRect();
          if (cursor === null || (bottom > 0 && top < innerHeight)) chart.show(cursor, chart === pending);
        }
        pending = null;
      });
    }
    pending = active ?? false;
  };

  for (const figure of document.querySelectorAll(".chart")) charts.push(new Chart(figure));

  for (const button of document.querySelectorAll(".steps")) {
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => {
      const on = button.getAttribute("aria-pressed") === "false";
      for (const other of document.querySelectorAll(".steps")) other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", on);
      evidence = on ? [Number(button.dataset.from), Number(button.dataset.to)] : null;
      for (const chart of charts) chart.draw();
      if (on) document.getElementById("curves").scrollIntoView();
    };
  }

  // A picture in full size.
  const dialog = html("dialog", {}, document.body);
  const large = html("img", { alt: "" }, dialog);
  dialog.onclick = () => dialog.close();
  for (const image of document.querySelectorAll(".picture img")) {
    image.onclick = () => {
      Object.assign(large, { src: image.src, alt: image.alt });
      dialog.showModal();
    };
  }
})();
