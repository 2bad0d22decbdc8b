import { expect, test } from "vitest";
import { createVirtualClock } from "../../fakes/virtual-clock.ts";
import { createWordRouter } from "../../fakes/word-router.ts";
import type { LabelledRequest } from "../../../src/router/labelled-set.ts";
import type { LocalExample } from "../../../src/router/learning/local-example.ts";
import { formatRefit } from "../../../src/router/learning/format-refit.ts";
import { refit, type RefitDeps } from "../../../src/router/learning/refit.ts";
import { createRouterVersions } from "../../../src/router/learning/router-versions.ts";
import { toLocalExamples } from "../../../src/router/learning/to-local-examples.ts";
import { aFolder } from "./data-folder.ts";
import { choosing, labelsOf, START_MS, type Said } from "./learning-kit.ts";

/** What ships with the product. */
const SHIPPED = [
  { text: "write the parser", agent: "code" },
  { text: "crash in tests", agent: "debug" },
  { text: "design the cache layer", agent: "architect" },
];

function item(text: string, primary: string | null): LabelledRequest {
  return { text, primary, acceptable: [], support: [] };
}

const VALIDATION = [
  ...Array.from({ length: 20 }, (_, at) => item(`tests crash number ${at}`, "debug")),
  ...Array.from({ length: 20 }, (_, at) => item(`write another parser ${at}`, "code")),
  item("nightly pipeline red", "debug"),
];

async function setUp() {
  const clock = createVirtualClock(START_MS);
  const said: Said[] = [];
  const fitted: number[] = [];
  const versions = createRouterVersions({ dir: `${await aFolder()}/versions`, keep: 10, now: clock.now });
  const { rules, ...deps } = choosing();
  const refitDeps: RefitDeps = {
    readLabels: async () => labelsOf(...said),
    choose: (labels) => toLocalExamples(labels, { ...deps, rules, nowMs: clock.now() }),
    versions,
    async fit(examples: readonly LocalExample[]) {
      fitted.push(examples.length);
      return {
        router: createWordRouter([...SHIPPED, ...examples]),
        model: { name: "heads-x.bin", bytes: Buffer.from(String(examples.length)) },
      };
    },
    validation: VALIDATION,
    accept: rules.accept,
    now: clock.now,
  };
  return {
    clock,
    fitted,
    versions,
    run: async (options = {}) => refit(refitDeps, options),
    /** Two people say so. */
    agree: (text: string, right: string) => {
      said.push({ text, right, who: "ada" }, { text, right, who: "bob" });
    },
  };
}

test("puts a router in force that learned something and lost nothing", async () => {
  const { run, agree, versions } = await setUp();
  agree("nightly pipeline broken again", "debug");

  const report = await run();

  expect(report).toMatchObject({
    outcome: "accepted",
    version: 1,
    from: 0,
    labels: 2,
    added: 1,
    removed: 0,
    learned: { before: 0, after: 1 },
    sinceCurrent: {
      work: { items: 41, lost: 0, gained: 1 },
      agents: [{ agent: "debug", gained: 1, lost: 0 }],
      flips: [
        { text: "nightly pipeline red", expected: "debug", before: "ask", after: "debug", gained: true },
      ],
    },
  });
  const current = await versions.current();
  expect(current.examples.map(({ text }) => text)).toEqual(["nightly pipeline broken again"]);
  expect(current.model).toEqual({ name: "heads-x.bin", bytes: Buffer.from("1") });
});

test("does not accept a router that is worse, keeps it to be looked at, and says what was lost", async () => {
  const { run, agree, versions } = await setUp();
  agree("tests crash number crash tests", "architect");

  const report = await run();

  expect(report).toMatchObject({
    outcome: "rejected",
    version: 1,
    sinceCurrent: { work: { lost: 20, gained: 0, isWorse: true } },
  });
  expect(report.why).toContain("20 were lost");
  expect((await versions.current()).version).toBe(0);
  expect(await versions.list()).toMatchObject([{ version: 1, outcome: "rejected", isCurrent: false }]);
  const text = formatRefit(report);
  expect(text).toContain("was not accepted; version 0 stays in force");
  expect(text).toContain("debug -20");
  expect(text).toContain("- debug: tests crash number 0 (debug -> architect)");
});

test("changes nothing in a dry run, and says what it would do", async () => {
  const { run, agree, versions } = await setUp();
  agree("nightly pipeline broken again", "debug");

  const report = await run({ dryRun: true });

  expect(report.outcome).toBe("would_accept");
  expect(report.version).toBeUndefined();
  expect(await versions.list()).toEqual([]);
  expect((await versions.current()).version).toBe(0);
});

test("fits nothing when there is nothing new", async () => {
  const { run, agree, fitted } = await setUp();
  expect((await run()).outcome).toBe("unchanged");
  agree("nightly pipeline broken again", "debug");
  await run();
  const before = fitted.length;

  const report = await run();

  expect(report).toMatchObject({ outcome: "unchanged", from: 1 });
  expect(fitted).toHaveLength(before);
});

test("does not try by itself again what was not accepted, until something new comes", async () => {
  const { run, agree, fitted } = await setUp();
  agree("tests crash number crash tests", "architect");
  await run({ isScheduled: true });
  const before = fitted.length;

  expect((await run({ isScheduled: true })).outcome).toBe("refused_before");
  expect(fitted).toHaveLength(before);

  agree("nightly pipeline broken again", "debug");
  expect((await run({ isScheduled: true })).outcome).toBe("rejected");
  expect((await run()).outcome).toBe("rejected");
});

test("leaves a rollback alone until somebody refits by hand", async () => {
  const { run, agree, versions } = await setUp();
  agree("nightly pipeline broken again", "debug");
  await run();
  await versions.use(0, { isHeld: true });

  const held = await run({ isScheduled: true });
  expect(held.outcome).toBe("on_hold");
  expect(formatRefit(held)).toContain("Version 0 of the router stays in force");
  expect((await versions.current()).version).toBe(0);

  expect((await run()).outcome).toBe("accepted");
  expect(await versions.isHeld()).toBe(false);
});

test("measures against the shipped router too, so that small losses do not add up", async () => {
  const { versions } = await setUp();
  // Each step loses three of 41 items, which chance explains; the second is six away from what was shipped.
  const lost = (from: number, to: number) => VALIDATION.slice(from, to);
  const steps = [lost(0, 3), lost(3, 6)];
  const examples = (count: number) =>
    steps.slice(0, count).flatMap((items) => items.map(({ text }) => ({ text, agent: "architect" })));
  const stepDeps = (count: number): Partial<RefitDeps> => ({
    choose: () => ({
      examples: examples(count).map((each) => ({
        ...each,
        backers: ["ada", "bob"],
        at: "2031-03-03T09:00:00.000Z",
      })),
      leftOut: [],
    }),
    fit: async (learned) => ({
      router: {
        route: async (text) =>
          createWordRouter(learned.some((each) => each.text === text) ? [...learned] : SHIPPED).route(text),
      },
    }),
    accept: { alpha: 0.05, maxLoss: 0.1, maxShift: 1 },
  });
  const base: RefitDeps = {
    readLabels: async () => [],
    versions,
    validation: VALIDATION,
    now: () => START_MS,
    ...(stepDeps(1) as Pick<RefitDeps, "choose" | "fit" | "accept">),
  };

  const first = await refit(base);
  const second = await refit({ ...base, ...stepDeps(2) });

  expect(first).toMatchObject({ outcome: "accepted", sinceCurrent: { work: { lost: 3 } } });
  expect(second).toMatchObject({
    outcome: "rejected",
    sinceCurrent: { work: { lost: 3, isWorse: false } },
    sinceShipped: { work: { lost: 6, isWorse: true } },
  });
  expect(second.why).toContain("the shipped one");
});

test("does not overwrite a rollback that came while it was measuring", async () => {
  const { agree, versions, clock } = await setUp();
  agree("nightly pipeline broken again", "debug");
  await versions.keep({
    report: {
      outcome: "accepted",
      why: "",
      at: new Date(clock.now()).toISOString(),
      from: 0,
      labels: 0,
      examples: [],
      added: 0,
      removed: 0,
      leftOut: [],
    },
  });
  const { rules, ...deps } = choosing();

  const report = await refit({
    readLabels: async () =>
      labelsOf({ who: "ada", text: "one two three" }, { who: "bob", text: "one two three" }),
    choose: (labels) => toLocalExamples(labels, { ...deps, rules }),
    versions,
    async fit(examples) {
      await versions.use(1, { isHeld: true });
      return { router: createWordRouter([...SHIPPED, ...examples]) };
    },
    validation: VALIDATION,
    accept: rules.accept,
    now: clock.now,
  });

  expect(report.outcome).toBe("rejected");
  expect((await versions.current()).version).toBe(1);
  expect(await versions.isHeld()).toBe(true);
});

test("a person with five hundred wrong corrections changes nothing", async () => {
  const { run, versions, fitted } = await setUp();
  const kit = choosing();
  const wrong = labelsOf(
    ...Array.from({ length: 500 }, (_, at) => ({
      text: `tests crash number ${at}`,
      right: "architect",
      who: "mallory",
      guess: { agent: "debug", score: 0.7 },
    })),
  );
  const poisoned: RefitDeps = {
    readLabels: async () => wrong,
    choose: (labels) => toLocalExamples(labels, kit),
    versions,
    fit: async () => {
      throw new Error("nothing is to be fitted");
    },
    validation: VALIDATION,
    accept: kit.rules.accept,
    now: () => kit.nowMs,
  };

  const report = await refit(poisoned);

  expect(report).toMatchObject({ outcome: "unchanged", labels: 500, examples: [], from: 0 });
  expect(report.leftOut).toHaveLength(500);
  expect(formatRefit(report)).toContain("490 beyond what counts of one person in a day");
  expect(await run()).toMatchObject({ outcome: "unchanged" });
  expect(fitted).toEqual([]);
});
