import { expect, test } from "vitest";
import { aTool, DELIVERED, LIMITS, reads, REPORT, setUp, turns } from "./loop-kit.ts";

test("a model reads, is told what it read, and hands in its report", async () => {
  const { run, asked, record, updates } = setUp(turns(reads("src/a.ts"), DELIVERED));

  const { report, limit } = await run();

  expect(report).toMatchObject(REPORT);
  expect(limit).toBeUndefined();
  expect(asked[1]?.messages.slice(2)).toMatchObject([
    { role: "assistant", calls: [{ name: "read_file", input: { path: "src/a.ts" } }] },
    { role: "tool", callId: "c1.0", text: expect.stringContaining("text of src/a.ts") as string },
  ]);
  expect(record).toMatchObject({ turns: 2, tokens: 240, steps: [{ text: "read src/a.ts", isError: false }] });
  expect(updates).toContainEqual({ kind: "step", text: "read src/a.ts" });
});

test("what tools return is fenced, labelled and cut in the middle", async () => {
  const long = aTool({ run: async () => ({ text: `begin ${"x".repeat(5_000)} end` }) });
  const { run, asked } = setUp(turns(reads("a"), DELIVERED), { tools: [long] });

  await run();

  const result = asked[1]?.messages.at(-1)?.text ?? "";
  expect(result).toMatch(/^<<data i{16} \| result of read_file>>\nbegin/u);
  expect(result).toMatch(/left out …\]\nx* end\n<<end i{16}>>$/u);
  expect(result.length).toBeLessThan(LIMITS.toolResultChars + 100);
});

test("a report written as text instead of a call counts", async () => {
  const { run } = setUp(turns({ say: `Here:\n\`\`\`json\n${JSON.stringify(REPORT)}\n\`\`\`` }));

  expect((await run()).report.summary).toBe(REPORT.summary);
});

test("a report that does not fit is sent back once, with what is wrong and nothing else to call", async () => {
  const broken = { calls: [{ name: "deliver_report", input: { summary: "" } }] };
  const { run, asked } = setUp(turns(broken, DELIVERED));

  expect((await run()).report).toMatchObject(REPORT);

  expect(asked[1]).toMatchObject({ mustCall: "deliver_report", tools: [{ name: "deliver_report" }] });
  expect(asked[1]?.messages.at(-1)?.text).toMatch(/- summary: .+\n- confidence: /u);
});

test.each([
  ["does not fit", { calls: [{ name: "deliver_report", input: { summary: 3 } }] }],
  ["is half a JSON object", { calls: [{ name: "deliver_report", input: '{"summary": "a' }] }],
  ["is prose", { say: "I am done." }],
  ["is nothing", {}],
])("a report that %s also the second time ends the work with one clear error", async (_how, turn) => {
  const { run, asked } = setUp(turns(turn));

  await expect(run()).rejects.toMatchObject({ code: "agents.no_report", retryable: false });
  expect(asked).toHaveLength(2);
});

test("a call that is wrong goes back to the model as an error, a bounded number of times", async () => {
  const calls = [{ name: "rm_rf", input: {} }];
  const { run, asked, record } = setUp(turns({ calls }));

  await expect(run()).rejects.toMatchObject({ code: "agents.tool_mistakes" });
  expect(asked).toHaveLength(LIMITS.mistakes + 1);
  expect(asked[1]?.messages.at(-1)?.text).toContain("There is no tool rm_rf. There are: read_file.");
  expect(record.steps.every(({ isError }) => isError)).toBe(true);
});

test("arguments that do not fit are named, and the tool does not run", async () => {
  let ran = 0;
  const counting = aTool({ run: async () => ({ text: String((ran += 1)) }) });
  const wrong = { calls: [{ name: "read_file", input: { path: 7 } }] };
  const { run, asked } = setUp(turns(wrong, DELIVERED), { tools: [counting] });

  await run();

  expect(ran).toBe(0);
  expect(asked[1]?.messages.at(-1)?.text).toMatch(/error of read_file[^]+path: /u);
});

test.each([
  ["turns", { steps: 2 }, "2 turns"],
  ["tokens", { tokens: 240 }, "240 tokens"],
])("at the limit of %s it gets one more turn, for its report alone", async (_what, limits, named) => {
  const { run, asked } = setUp(({ mustCall }) => (mustCall === undefined ? reads("a") : DELIVERED), {
    limits: { ...LIMITS, ...limits },
  });

  const { report, limit } = await run();

  expect(report).toMatchObject(REPORT);
  expect(limit).toBe(named);
  expect(asked).toHaveLength(3);
});

test("a model that goes on calling tools at its limit is not let", async () => {
  const { run, asked, record } = setUp(turns(reads("a")), { limits: { ...LIMITS, steps: 1, mistakes: 0 } });

  await expect(run()).rejects.toMatchObject({ code: "agents.tool_mistakes" });
  expect(asked).toHaveLength(2);
  expect(record.steps.at(-1)?.isError).toBe(true);
});

test("a tool that takes longer than the whole work may is left, and the report asked for", async () => {
  const hanging = aTool({ run: async () => new Promise<never>(() => undefined) });
  const { run, clock, asked } = setUp(turns(reads("a"), DELIVERED), { tools: [hanging] });
  const running = run();

  await clock.advance(LIMITS.wallClockMs + 1);

  expect(await running).toMatchObject({ limit: "60 s" });
  expect(asked[1]?.messages.find(({ role }) => role === "tool")?.text).toContain(
    "time for this work is over",
  );
});

test.each([
  ["a turn of the model", turns({ hangs: true })],
  ["a tool", turns(reads("a"))],
])("a stop during %s ends the work at once", async (_what, script) => {
  const stop = new AbortController();
  const hanging = aTool({ run: async () => new Promise<never>(() => undefined) });
  const { run, clock } = setUp(script, { tools: [hanging], signal: stop.signal });
  const running = run();
  running.catch(() => undefined);
  await clock.settle();

  stop.abort();

  await expect(running).rejects.toMatchObject({ code: "execution.stopped" });
});

test("what people write reaches the model before its next turn, once", async () => {
  const written = [[], ["Ada: look at b.ts"], []];
  const { run, asked } = setUp(turns(reads("a"), reads("b"), DELIVERED), {
    steering: async () => written.shift() ?? [],
  });

  await run();

  const heard = asked.map(
    ({ messages }) => messages.filter(({ text }) => text === "Ada: look at b.ts").length,
  );
  expect(heard).toEqual([0, 1, 1]);
  expect(asked[1]?.messages.at(-1)).toEqual({ role: "user", text: "Ada: look at b.ts" });
});

test("text is shown as it comes, turn by turn", async () => {
  const { run, updates } = setUp(turns({ say: "I look.", ...reads("a") }, DELIVERED));

  await run();

  const heard = updates.map((update) => (update.kind === "text" ? update.piece : update.kind));
  expect(heard).toEqual(["I lo", "ok.", "turn", "step", "turn"]);
});

test("what a tool found and changed is kept, whatever the model says about it", async () => {
  const evidence = [{ kind: "reference", title: "here", target: "a.ts" }] as const;
  const writing = aTool({
    run: async () => ({ text: "ok", changed: ["b.ts", "a.ts"], evidence: [...evidence] }),
  });
  const { run, record } = setUp(turns(reads("x"), reads("y"), DELIVERED), { tools: [writing] });

  await run();

  expect(record.changed).toEqual(["a.ts", "b.ts"]);
  expect(record.evidence).toHaveLength(2);
  expect(record.steps[0]?.text).toBe("read file x");
});

test("in a long conversation the oldest results give way", async () => {
  const big = aTool({ run: async ({ path }) => ({ text: `${path}${"y".repeat(390)}` }) });
  const { run, asked } = setUp(turns(reads("one"), reads("two"), reads("three"), DELIVERED), {
    tools: [big],
    limits: { ...LIMITS, contextTokens: 400 },
  });

  await run();

  const results = asked[3]?.messages
    .filter(({ role }) => role === "tool")
    .map(({ text }) => text.slice(0, 9));
  expect(results).toEqual(["[left out", "<<data ii", "<<data ii"]);
});
