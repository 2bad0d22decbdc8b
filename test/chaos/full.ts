import { parseArgs } from "node:util";
import { runQuarter } from "../quarter/run-quarter.ts";
import { runAllPlans } from "./full-plans.ts";
import { runChaos } from "./run-chaos.ts";
import type { Victim } from "./run-chaos.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    messages: { type: "string", default: "50" },
    kills: { type: "string", default: "15" },
    plans: { type: "string" },
    quarter: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

async function runMessages(): Promise<boolean> {
  const VICTIMS: readonly Victim[] = ["worker", "bot", "redis"];
  const kills = Array.from(
    { length: Number(values.kills) },
    (_, index) => VICTIMS[index % VICTIMS.length] ?? "worker",
  );
  let failed = 0;

  for (let round = 0; round < Number(values.rounds); round += 1) {
    const seed = Number(values.seed) + round;
    console.log(`round ${round + 1}, seed ${seed}: ${values.messages} messages, ${kills.length} kills`);
    const report = await runChaos({
      seed,
      messages: Number(values.messages),
      kills,
      paceMs: 400,
      patienceMs: 180_000,
      say: (line) => console.log(`  ${line}`),
    });
    const ok = report.lost.length + report.doubled.length + report.disordered.length === 0;
    if (!ok) failed += 1;
    console.log(`  ${ok ? "held" : "BROKEN"}:`, report);
  }

  console.log(
    failed === 0
      ? "every accepted message got exactly one final reply"
      : `${failed} round(s) broke a promise`,
  );
  return failed === 0;
}

async function runPlansUnderFire(): Promise<boolean> {
  const held = await runAllPlans(Number(values.plans), Number(values.seed));
  console.log(held ? "every plan ended once, in order, with nothing left over" : "a promise was broken");
  return held;
}

/** Thirteen weeks of standups, reports and escalations on a clock that is moved by hand. */
async function runWholeQuarter(): Promise<boolean> {
  const { seed, counts, problems } = await runQuarter({ seed: Number(values.seed), weeks: 13, tasks: 400 });
  console.log(`a quarter, seed ${seed}:`, counts);
  for (const problem of problems) console.log(`  ${problem}`);
  console.log(problems.length === 0 ? "every promise held" : `${problems.length} promise(s) broken`);
  return problems.length === 0;
}

async function run(): Promise<boolean> {
  if (values.quarter) return runWholeQuarter();
  return values.plans === undefined ? runMessages() : runPlansUnderFire();
}

const held = await run();
process.exitCode = held ? 0 : 1;
