import { expect, test } from "vitest";
import { doctor, doctorExitCode } from "../../src/doctor/doctor.ts";
import type { DoctorCheck, DoctorVerdict } from "../../src/doctor/doctor.ts";
import { formatDoctor } from "../../src/doctor/format-doctor.ts";

function checkSaying(name: string, verdict: DoctorVerdict = "ok"): DoctorCheck {
  return { name, run: async () => Promise.resolve([{ name, verdict, message: `${name} said.` }]) };
}

const hanging: DoctorCheck = { name: "hanging", run: async () => new Promise(() => undefined) };

test("gives the lines in the order of the checks, whichever ends first", async () => {
  const slow: DoctorCheck = {
    name: "slow",
    async run() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return [
        { name: "slow", verdict: "ok", message: "One." },
        { name: "slow", verdict: "ok", message: "Two." },
      ];
    },
  };

  const lines = await doctor([slow, checkSaying("fast")]);

  expect(lines.map(({ message }) => message)).toEqual(["One.", "Two.", "fast said."]);
});

test("goes on when a check throws, and says so", async () => {
  const broken: DoctorCheck = {
    name: "broken",
    run: () => {
      throw new Error("out of order");
    },
  };
  const rejecting: DoctorCheck = { name: "rejecting", run: async () => Promise.reject(new Error("no")) };

  const lines = await doctor([broken, rejecting, checkSaying("next")]);

  expect(lines).toEqual([
    { name: "broken", verdict: "problem", message: "could not be checked: out of order" },
    { name: "rejecting", verdict: "problem", message: "could not be checked: no" },
    { name: "next", verdict: "ok", message: "next said." },
  ]);
});

test("does not wait for a check that never answers", async () => {
  const lines = await doctor([hanging, checkSaying("next")], 10);

  expect(lines).toMatchObject([
    { name: "hanging", verdict: "warning", remedy: expect.stringContaining("again") as string },
    { name: "next", verdict: "ok" },
  ]);
  expect(doctorExitCode(lines)).toBe(0);
});

test.each<[DoctorVerdict[], 0 | 1]>([
  [["ok", "warning", "off"], 0],
  [["ok", "problem"], 1],
  [[], 0],
])("turns %j into exit code %i", async (verdicts, code) => {
  const lines = await doctor(verdicts.map((verdict) => checkSaying("x", verdict)));

  expect(doctorExitCode(lines)).toBe(code);
});

test("prints one aligned line a finding with its remedy, and a summary", () => {
  const text = formatDoctor(
    [
      { name: "node", verdict: "ok", message: "Node 20." },
      { name: "redis", verdict: "problem", message: "Not\n there.", remedy: "Start it." },
      { name: "gpu", verdict: "off", message: "None." },
      { name: "workspace", verdict: "warning", message: "No Git." },
    ],
    { colour: false },
  );

  expect(text.split("\n")).toEqual([
    "ok       node       Node 20.",
    "problem  redis      Not there. Start it.",
    "off      gpu        None.",
    "warning  workspace  No Git.",
    "",
    "1 problem, 1 warning.",
  ]);
});

test.each<[DoctorVerdict[], string]>([
  [["ok", "off"], "Everything is in order."],
  [["warning", "warning"], "No problem, 2 warnings."],
  [["problem", "problem"], "2 problems."],
])("sums up %j", (verdicts, summary) => {
  const lines = verdicts.map((verdict) => ({ name: "x", verdict, message: "y" }));

  expect(formatDoctor(lines, { colour: false }).split("\n").at(-1)).toBe(summary);
});

test("uses colours only when asked", () => {
  const lines = [{ name: "x", verdict: "problem" as const, message: "y" }];

  expect(formatDoctor(lines, { colour: true })).toContain("\u001B[31m");
  expect(formatDoctor(lines, { colour: false })).not.toContain("\u001B");
});
