import { parseArgs } from "node:util";
import { median, startBenchRedis } from "../spine/spine-harness.ts";
import { measurePlans } from "./measure-plans.ts";
import { measureRawFlows } from "./raw-flows.ts";

const { values } = parseArgs({
  options: {
    tasks: { type: "string", default: "250,500,1000" },
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
  },
});
const sizes = values.quick ? [25, 50, 100] : values.tasks.split(",").map(Number);
const rounds = values.quick ? 1 : Number(values.rounds);
const STAGES = 5;

interface Row {
  readonly tasks: number;
  readonly seconds: number;
  readonly rawSeconds: number;
  readonly peakMiB: number;
  readonly keptMiB: number;
  readonly redisMiB: number;
}

async function measure(tasks: number): Promise<Row> {
  const plans = [];
  const raw = [];
  for (let round = 0; round < rounds; round += 1) {
    const redis = await startBenchRedis();
    raw.push(await measureRawFlows(redis.url, { tasks, stages: STAGES }));
    plans.push(await measurePlans(redis.url, { tasks, stages: STAGES }));
    await redis.stop();
  }
  return {
    tasks,
    seconds: median(plans.map(({ seconds }) => seconds)),
    rawSeconds: median(raw),
    peakMiB: median(plans.map(({ peakMiB }) => peakMiB)),
    keptMiB: median(plans.map(({ keptMiB }) => keptMiB)),
    redisMiB: median(plans.map(({ redisMiB }) => redisMiB)),
  };
}

function line({ tasks, seconds, rawSeconds, peakMiB, keptMiB, redisMiB }: Row): string {
  const perTask = (1_000 * seconds) / tasks;
  return [
    String(tasks).padStart(6),
    `${seconds.toFixed(2)} s`.padStart(10),
    `${perTask.toFixed(2)} ms`.padStart(11),
    `${rawSeconds.toFixed(2)} s`.padStart(10),
    `${(seconds / rawSeconds).toFixed(1)} ×`.padStart(8),
    `${peakMiB.toFixed(1)} MiB`.padStart(11),
    `${keptMiB.toFixed(1)} MiB`.padStart(9),
    `${((1_024 * redisMiB) / tasks).toFixed(1)} KiB`.padStart(11),
  ].join("  ");
}

console.log(`${STAGES} stages a task, all tasks at once, one worker process, ${rounds} round(s), medians`);
console.log(" tasks        time       a task   raw flows    of raw    heap peak       kept  Redis a task");
for (const tasks of sizes) console.log(line(await measure(tasks)));
