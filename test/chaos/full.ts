import { parseArgs } from "node:util";
import { runQuarter } from "../quarter/run-quarter.ts";
import { runAllPlans } from "./full-plans.ts";
import { discordCases } from "./discord/cases.ts";
import { runCases } from "./fault-case.ts";
import type { FaultCase } from "./fault-case.ts";
import { runChaos } from "./run-chaos.ts";
import type { Victim } from "./run-chaos.ts";
import { case34 } from "./platforms/case-34.ts";
import { slackCases } from "./slack/cases.ts";
import { case35 } from "./whole/case-35.ts";
import { case36 } from "./whole/case-36.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    messages: { type: "string", default: "50" },
    kills: { type: "string", default: "15" },
    plans: { type: "string" },
    slack: { type: "boolean", default: false },
    discord: { type: "boolean", default: false },
    platforms: { type: "boolean", default: false },
    load: { type: "boolean", default: false },
    short: { type: "boolean", default: false },
    case: { type: "string", multiple: true },
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

async function runPlatform(cases: readonly FaultCase[]): Promise<boolean> {
  const numbers = values.case?.map(Number);
  return runCases(cases, {
    scale: values.short ? "short" : "full",
    ...(numbers === undefined ? {} : { numbers }),
    say: (line) => console.log(line),
  });
}

async function run(): Promise<boolean> {
  if (values.quarter) return runWholeQuarter();
  if (values.slack) return runPlatform(slackCases);
  if (values.discord) return runPlatform(discordCases);
  if (values.platforms) return runPlatform([case34]);
  if (values.load) return runPlatform([case35, case36]);
  return values.plans === undefined ? runMessages() : runPlansUnderFire();
}

const held = await run();
// What a case left open, such as a half-dead socket, must not keep the process.
process.exit(held ? 0 : 1);
