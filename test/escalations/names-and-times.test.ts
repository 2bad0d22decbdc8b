import { expect, test } from "vitest";
import { EscalationConfig } from "../../src/config/escalation-config.ts";
import { peopleOf } from "../../src/escalations/expand-names.ts";
import { onCallAt } from "../../src/escalations/on-call.ts";
import { quietUntil } from "../../src/escalations/quiet-hours.ts";
import { Config } from "../../src/config/config.ts";
import { nameIn } from "../../src/escalations/name-in.ts";
import { aRef } from "../store-contract/samples.ts";
import { ageText } from "../../src/escalations/render-escalation.ts";
import { afterWorkingTime } from "../../src/escalations/working-time.ts";
import { createPlainWorkClock } from "../fakes/plain-work-clock.ts";

const clock = createPlainWorkClock();
const target = { kind: "organisation" } as const;

test.each([
  ["2031-03-03T08:59Z", "cleo"],
  ["2031-03-03T09:00Z", "ada"],
  ["2031-03-10T08:59Z", "ada"],
  ["2031-03-10T09:00Z", "bo"],
  ["2031-03-24T12:00Z", "ada"],
  ["2031-02-25T12:00Z", "cleo"],
])("at %s the one on call is %s", (at, person) => {
  const [rotation] = EscalationConfig.parse({
    oncall: [{ id: "first", people: ["ada", "bo", "cleo"], startsOn: "2031-03-03" }],
  }).oncall;

  expect(rotation && onCallAt(rotation, Date.parse(at), clock)).toBe(person);
});

test.each([
  ["over midnight, in the evening", "2031-03-03T21:00Z", "2031-03-04T08:00:00.000Z"],
  ["over midnight, in the morning", "2031-03-04T07:59Z", "2031-03-04T08:00:00.000Z"],
  ["at their end", "2031-03-04T08:00Z", "2031-03-04T08:00:00.000Z"],
  ["outside of them", "2031-03-04T12:00Z", "2031-03-04T12:00:00.000Z"],
])("quiet hours %s end when they should", (_when, at, end) => {
  const hours = { from: "20:00", until: "08:00" };

  expect(new Date(quietUntil(Date.parse(at), hours, { clock, target })).toISOString()).toBe(end);
});

test.each([
  ["PT2H", "2031-03-07T16:00Z", "2031-03-10T10:00:00.000Z"],
  ["P1D", "2031-03-07T12:00Z", "2031-03-10T12:00:00.000Z"],
  ["P1W", "2031-03-03T09:00Z", "2031-03-07T17:00:00.000Z"],
])("%s of working time from %s end at %s", (duration, from, end) => {
  const endMs = afterWorkingTime(Date.parse(from), duration, { target, clock });

  expect(new Date(endMs).toISOString()).toBe(end);
});

const people = [
  { id: "ada", accounts: { slack: "U1" }, groups: ["leads"] },
  { id: "bo", accounts: {}, groups: ["leads"] },
  { id: "cleo", accounts: {}, groups: [] },
];
const config = EscalationConfig.parse({
  targets: { architect: ["cleo"], circle: ["circle", "bo"], external_expert: ["oncall:night"] },
  oncall: [{ id: "night", people: ["bo"], startsOn: "2031-03-03" }],
});
const names = {
  people,
  teams: [{ id: "core", members: ["ada", "cleo"] }],
  config,
  personBehind: (agent: string) => (agent === "debug" ? "ada" : undefined),
  clock,
  nowMs: Date.parse("2031-03-04T09:00Z"),
};

test.each([
  ["ada", ["ada"]],
  ["leads", ["ada", "bo"]],
  ["team:core", ["ada", "cleo"]],
  ["architect", ["cleo"]],
  ["external_expert", ["bo"]],
  ["debug", ["ada"]],
  ["slack:U1", ["ada"]],
  ["slack:U9", ["slack:U9"]],
  ["circle", ["bo"]],
  ["orchestrator", []],
])("the name %s stands for %j", (name, expected) => {
  expect(peopleOf(name, names)).toEqual(expected);
});

test.each([
  ["ada", "Ada Blum"],
  ["slack:U1", "Ada Blum"],
  ["debug", "debug"],
  ["team:core", "team:core"],
  ["slack:U34", "Zoe"],
  ["console:root", "Root"],
  ["discord:77", "77"],
])("people read %s as %s, and never an account", (id, called) => {
  const task = { source: { ...aRef("1"), platform: "console" }, requester: { id: "root", name: "Root" } };
  const { people } = Config.parse({ people: [{ id: "ada", name: "Ada Blum", accounts: { slack: "U1" } }] });

  const named = nameIn(id, { names: { "slack:U34": "Zoe" } }, { people, known: people, task });

  expect(named).toBe(called);
});

test.each([
  [0, "0 min"],
  [59 * 60_000, "59 min"],
  [26 * 3_600_000, "26 h"],
  [72 * 3_600_000, "3 d"],
])("%d milliseconds read as %s", (ms, text) => {
  expect(ageText(ms)).toBe(text);
});
