import { parseArgs } from "node:util";
import { startBenchRedis } from "../spine/spine-harness.ts";
import { quantile } from "./in-flight.ts";
import { measureRaw, measureTimers } from "./measure-timers.ts";
import type { Measured } from "./measure-timers.ts";

const { values } = parseArgs({
  options: {
    timers: { type: "string", default: "5000,10000" },
    spread: { type: "string", default: "1000" },
    over: { type: "string", default: "4000" },
    quick: { type: "boolean", default: false },
  },
});
/** Thrown away: the first run of a process pays for compiling it. */
const WARM_UP = 200;
const sizes = values.quick ? [250, 500] : values.timers.split(",").map(Number);
const spread = values.quick ? 100 : Number(values.spread);
const overMs = values.quick ? 500 : Number(values.over);

function line(timers: number, name: string, measured: Measured, raw?: Measured): string {
  const rate = (seconds: number, rawSeconds?: number) => {
    const share = rawSeconds === undefined ? "" : ` (${Math.round((100 * rawSeconds) / seconds)} %)`;
    return `${Math.round(timers / seconds)}/s${share}`.padStart(15);
  };
  const { schedule, fire, kib, audit, lateMs } = measured;
  return [
    String(timers).padStart(7),
    name.padEnd(8),
    rate(schedule, raw?.schedule),
    rate(fire, raw?.fire),
    `${kib.toFixed(2)} KiB`.padStart(10),
    (audit === undefined ? "-" : `${Math.round(1_000 * audit)} ms`).padStart(8),
    lateMs.length < 2
      ? ""
      : `${[0, 0.5, 0.99, 1].map((at) => Math.round(quantile(lateMs, at))).join(" / ")} ms`.padStart(20),
  ].join("  ");
}

console.log(
  `open timers at once, 100 scheduled at a time, 16 fired at a time; then ${spread} due over ${overMs} ms`,
);
console.log(
  "   open  what            scheduled            fired      memory     audit  late: least/median/p99/most",
);
const last = sizes.at(-1);
for (const timers of [WARM_UP, ...sizes]) {
  // How late they are does not depend on how many were open before.
  const load = { timers, spread: timers === last ? spread : 1, overMs };
  const redis = await startBenchRedis();
  const raw = await measureRaw(redis.url, load);
  const own = await measureTimers(redis.url, load);
  await redis.stop();
  if (timers === WARM_UP) continue;
  console.log(line(timers, "BullMQ", raw));
  console.log(line(timers, "timers", own, raw));
}
