/** Rows of equal width in one array, row after row. Eight bytes a number: converting costs more than the memory. */
export interface DenseRows {
  readonly values: Float64Array;
  readonly count: number;
  readonly width: number;
}

export interface RowRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/**
 * Scores of linear functions for some rows: `out[(row - from) * targets + target]`. Two rows and four functions at a
 * time, because each number that is loaded then serves several products; written out, because that is what makes it
 * three times as fast.
 */
export function scoreRows(
  { values, width }: DenseRows,
  weights: Float64Array,
  out: Float64Array,
  { from, to }: RowRange,
): void {
  const targets = weights.length / width;
  for (let row = from; row < to; row += 2) {
    const start = row * width;
    // The last row of an odd number stands in for its missing neighbour.
    const step = row + 1 < to ? width : 0;
    const place = (row - from) * targets;
    for (let target = 0; target < targets; target += 4) {
      const first = target * width;
      const second = target + 1 < targets ? first + width : first;
      const third = target + 2 < targets ? second + width : second;
      const fourth = target + 3 < targets ? third + width : third;
      let [a0, b0, c0, d0] = [0, 0, 0, 0];
      let [a1, b1, c1, d1] = [0, 0, 0, 0];
      for (let at = 0; at < width; at += 1) {
        const x0 = values[start + at] ?? 0;
        const x1 = values[start + step + at] ?? 0;
        const a = weights[first + at] ?? 0;
        const b = weights[second + at] ?? 0;
        const c = weights[third + at] ?? 0;
        const d = weights[fourth + at] ?? 0;
        a0 += x0 * a;
        b0 += x0 * b;
        c0 += x0 * c;
        d0 += x0 * d;
        a1 += x1 * a;
        b1 += x1 * b;
        c1 += x1 * c;
        d1 += x1 * d;
      }
      store(out, place + target, Math.min(4, targets - target), [a0, b0, c0, d0]);
      if (step > 0) store(out, place + targets + target, Math.min(4, targets - target), [a1, b1, c1, d1]);
    }
  }
}

// oxlint-disable-next-line max-params -- part of the inner loop
function store(out: Float64Array, place: number, count: number, values: readonly number[]): void {
  for (let at = 0; at < count; at += 1) out[place + at] = values[at] ?? 0;
}

/** Adds `errors[(row - from) * targets + target] * row` to each target's gradient, four rows at a time. */
export function addGradient(
  { values, width }: DenseRows,
  errors: Float64Array,
  gradient: Float64Array,
  { from, to }: RowRange,
): void {
  const targets = gradient.length / width;
  for (let row = from; row < to; row += 4) {
    const left = to - row;
    const [r0, r1, r2, r3] = [0, 1, 2, 3].map((at) => (row + Math.min(at, left - 1)) * width);
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = [r0, r1, r2, r3];
    for (let target = 0; target < targets; target += 1) {
      const place = (row - from) * targets + target;
      const e0 = errors[place] ?? 0;
      const e1 = left > 1 ? (errors[place + targets] ?? 0) : 0;
      const e2 = left > 2 ? (errors[place + 2 * targets] ?? 0) : 0;
      const e3 = left > 3 ? (errors[place + 3 * targets] ?? 0) : 0;
      const first = target * width;
      for (let at = 0; at < width; at += 1) {
        gradient[first + at] =
          (gradient[first + at] ?? 0) +
          e0 * (values[s0 + at] ?? 0) +
          e1 * (values[s1 + at] ?? 0) +
          e2 * (values[s2 + at] ?? 0) +
          e3 * (values[s3 + at] ?? 0);
      }
    }
  }
}
