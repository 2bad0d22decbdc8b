import { expect, test } from "vitest";
import { routeLines, type RouteLinesResult } from "../../src/router/route-lines.ts";
import type { RouteContext, Router } from "../../src/router/route.ts";

async function run(lines: readonly string[]): Promise<{
  written: Record<string, unknown>[];
  complaints: string[];
  result: RouteLinesResult;
  contexts: (RouteContext | undefined)[];
}> {
  const [written, complaints, contexts]: [Record<string, unknown>[], string[], (RouteContext | undefined)[]] =
    [[], [], []];
  const router: Router = {
    route: async (text, context) => {
      contexts.push(context);
      return {
        text: text.slice(0, 3),
        frontDoor: "work",
        primary: "debug",
        support: [],
        complexity: "simple",
        confidence: 1,
        decidedBy: "linear",
        alternatives: [],
        ms: 0,
        band: "route",
      };
    },
  };
  const result = await routeLines(toAsync(lines), router, {
    write: (line) => void written.push(JSON.parse(line) as Record<string, unknown>),
    complain: (message) => void complaints.push(message),
  });
  return { written, complaints, result, contexts };
}

async function* toAsync(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

test("each line gives one route, in order, with its text as it came", async () => {
  const { written, result } = await run([
    '{"text":"first one"}',
    "",
    '{"text":"second\\nline","primary":"x"}',
  ]);

  expect(written.map(({ text, primary }) => [text, primary])).toEqual([
    ["first one", "debug"],
    ["second\nline", "debug"],
  ]);
  expect(result).toEqual({ routed: 2, bad: 0, exitCode: 0 });
});

test("bad lines are named by their number and do not stop the others", async () => {
  const { written, complaints, result } = await run(["nope", "", '{"text":7}', '{"text":"ok"}']);

  expect(complaints.map((message) => message.slice(0, 7))).toEqual(["line 1:", "line 3:"]);
  expect(written).toHaveLength(1);
  expect(result).toEqual({ routed: 1, bad: 2, exitCode: 1 });
});

test("a line can say that it was written in a task's thread", async () => {
  const { contexts } = await run(['{"text":"a","inTaskThread":true}', '{"text":"b"}']);

  expect(contexts).toEqual([{ inTaskThread: true }, {}]);
});
