import { expect, test } from "vitest";
import { createErrorDetection } from "../../../src/hooks/built-in/error-detection.ts";
import { ErrorRules } from "../../../src/orchestration/rules/error-rules.ts";
import { shipped } from "../shipped.ts";

const rules = shipped.playbook.errors;
const trouble = {
  taskId: "T1",
  round: 1,
  kind: "other" as const,
  message: "",
  attempt: 1,
  maxAttempts: 3,
};

async function classOf(message: string, errors: ErrorRules = rules): Promise<string | undefined> {
  const detect = createErrorDetection({ errorRules: () => errors });
  return (await detect({ ...trouble, message } as never, "key")).output?.class;
}

test.each(rules.phrases.transient.map((phrase) => [phrase]))("%s may pass by itself", async (phrase) => {
  expect(await classOf(`it said: ${phrase.toUpperCase()}.`)).toBe("transient");
});

test.each(rules.phrases.blocker.map((phrase) => [phrase]))("%s needs somebody", async (phrase) => {
  expect(await classOf(`${phrase.replaceAll(" ", "\n ")}, try again`)).toBe("blocker");
});

test.each(["line 4290 is wrong", "the business rule", "timeouts_total is 3"])(
  "%s is none of the phrases, which are whole words",
  async (message) => {
    expect(await classOf(message)).toBe("permanent");
  },
);

test("what stands in a phrase is no pattern, and an edit counts at once", async () => {
  const phrases = { transient: ["a.c (retry)"], blocker: ["no licence"] };

  expect(await classOf("abc retry", { ...rules, phrases })).toBe("permanent");
  expect(await classOf("a.c (retry) please", { ...rules, phrases })).toBe("transient");
});

test.each([
  ["a phrase in both lists", { phrases: { transient: ["busy"], blocker: ["busy"] } }, "phrases.transient.0"],
  ["an empty list", { phrases: { transient: [], blocker: ["x"] } }, "phrases.transient"],
  ["a kind without a severity", { severity: { build: "critical" } }, "severity"],
  [
    "bands that rise",
    {
      regression: [
        { above: 25, severity: "medium" },
        { above: 50, severity: "high" },
      ],
    },
    "regression.1.above",
  ],
  ["a share below 0", { regression: [{ above: -1, severity: "low" }] }, "regression.0.above"],
])("refuses %s", (_, change, key) => {
  const keys = ErrorRules.safeParse({ ...rules, ...change }).error?.issues.map(({ path }) => path.join("."));

  expect(keys?.some((found) => found.startsWith(key))).toBe(true);
});
