export interface Evaluated {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface MinimiseOptions {
  readonly evaluate: (point: Float64Array) => Promise<Evaluated>;
  /** Turns a gradient into a step of about the right length and shape, in place: an inverse Hessian, roughly. */
  readonly precondition: (gradient: Float64Array) => void;
  readonly start: Float64Array;
  readonly maxSteps: number;
  /** Stops when a step lowers the value by less than this share. */
  readonly tolerance: number;
  /** Of what: the value, or all that was gained since the start, where that is little beside the value. Default value. */
  readonly toleranceOf?: "value" | "progress";
}

const MEMORY = 8;
const SUFFICIENT = 1e-4;
const MAX_HALVINGS = 12;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverse: number;
}

/**
 * The lowest point of a smooth convex function by limited-memory BFGS (Nocedal, "Updating quasi-Newton matrices
 * with limited storage", 1980) with a preconditioner and step halving. Deterministic.
 */
export async function minimise(options: MinimiseOptions): Promise<Float64Array> {
  const { evaluate, maxSteps, tolerance, toleranceOf = "value" } = options;
  let point = options.start;
  let here = await evaluate(point);
  const first = here.value;
  const pairs: Pair[] = [];
  for (let taken = 0; taken < maxSteps; taken += 1) {
    const direction = findDirection(here.gradient, pairs, options.precondition);
    const slope = dot(direction, here.gradient);
    if (!(slope < 0)) break;
    let length = 1;
    let next = moved(point, direction, length);
    let there = await evaluate(next);
    for (let halved = 0; halved < MAX_HALVINGS; halved += 1) {
      if (there.value <= here.value + SUFFICIENT * length * slope) break;
      length /= 2;
      next = moved(point, direction, length);
      there = await evaluate(next);
    }
    if (!(there.value < here.value)) break;
    const step = moved(next, point, -1);
    const change = moved(there.gradient, here.gradient, -1);
    const curvature = dot(step, change);
    if (curvature > 1e-12) pairs.push({ step, change, inverse: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    const whole = toleranceOf === "value" ? Math.abs(here.value) : first - there.value;
    const gain = (here.value - there.value) / Math.max(whole, 1e-9);
    point = next;
    here = there;
    if (gain < tolerance) break;
  }
  return point;
}

function findDirection(
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: (gradient: Float64Array) => void,
): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { step, change, inverse } of pairs.toReversed()) {
    const share = inverse * dot(step, direction);
    shares.push(share);
    add(direction, change, -share);
  }
  precondition(direction);
  const last = pairs.at(-1);
  if (last !== undefined) {
    // The newest pair says how far off the preconditioner's length is.
    const image = last.change.slice();
    precondition(image);
    const scale = 1 / (last.inverse * dot(last.change, image));
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * scale;
  }
  for (const { step, change, inverse } of pairs) {
    const share = shares.pop() ?? 0;
    add(direction, step, share - inverse * dot(change, direction));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function add(target: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at += 1) target[at] = (target[at] ?? 0) + factor * (other[at] ?? 0);
}

function moved(point: Float64Array, direction: Float64Array, length: number): Float64Array {
  const next = point.slice();
  add(next, direction, length);
  return next;
}
