import { z } from "zod";
import { placeIn, toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

const Assertion = z.object({
  fullName: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
});

const Report = z.object({
  numTotalTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(Assertion),
    }),
  ),
});
type Report = z.infer<typeof Report>;

/** The report, alone or after what else was printed. */
function findReport(text: string): Report | undefined {
  const start = text.indexOf('{"numTotal');
  for (const candidate of [text, start === -1 ? "" : text.slice(start, text.lastIndexOf("}") + 1)]) {
    try {
      const parsed = Report.safeParse(JSON.parse(candidate));
      if (parsed.success) return parsed.data;
    } catch {
      // The next candidate may be it.
    }
  }
  return undefined;
}

function failuresOf(file: Report["testResults"][number]): Failure[] {
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  const inTests = failed.map(({ fullName, failureMessages }) => {
    const [message = ""] = failureMessages ?? [];
    const frame = message.split("\n").find((line) => line.includes(file.name)) ?? "";
    const { line } = placeIn(frame);
    return toFailure(fullName, line === undefined ? { file: file.name } : { file: file.name, line }, message);
  });
  // A file that cannot be loaded has no tests to fail.
  const whole =
    file.status === "failed" && failed.length === 0
      ? [toFailure(file.name, { file: file.name }, file.message ?? undefined)]
      : [];
  return [...inTests, ...whole];
}

/** The JSON of vitest, and of jest, whose shape it has. */
export function parseVitest(text: string): ParsedResults | undefined {
  const report = findReport(text);
  if (report === undefined) return undefined;
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failures = report.testResults.flatMap(failuresOf);
  const passedNames = tests.filter(({ status }) => status === "passed").map(({ fullName }) => fullName);
  const known = tests.filter(({ status }) => status === "passed" || status === "failed").length;
  const silent = !report.success && failures.length === 0 ? [toFailure("the run says that it failed")] : [];
  const all = [...failures, ...silent];
  return {
    passed: passedNames.length,
    failed: all.length,
    skipped: tests.length - known,
    failures: all,
    passedNames,
  };
}
