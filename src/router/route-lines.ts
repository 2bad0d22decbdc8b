import { z } from "zod";
import { parseJsonLine } from "./labelled-set.ts";
import type { Router } from "./route.ts";

/** One line of input; keys it does not know are ignored, so a labelled set can be routed as it is. */
const RequestLine = z.object({ text: z.string(), inTaskThread: z.boolean().optional() });

export interface RouteLinesPorts {
  /** Takes one line of JSON, without its line break. */
  readonly write: (line: string) => void | Promise<void>;
  /** Takes what is wrong with a line, for people. */
  readonly complain: (message: string) => void | Promise<void>;
}

export interface RouteLinesResult {
  readonly routed: number;
  readonly bad: number;
  /** 1 when any line was bad: the good ones are routed all the same. */
  readonly exitCode: 0 | 1;
}

/**
 * Routes `{"text": …}` lines one by one and writes one route a line, in order, `text` exactly as it came in. Blank
 * lines are skipped but counted, so that line numbers are those of the file.
 */
export async function routeLines(
  lines: AsyncIterable<string>,
  router: Router,
  { write, complain }: RouteLinesPorts,
): Promise<RouteLinesResult> {
  let [number, routed, bad] = [0, 0, 0];
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    const parsed = parseJsonLine(line, RequestLine);
    if ("issues" in parsed) {
      bad += 1;
      const wrong = parsed.issues
        .map(({ key, message }) => (key === "" ? message : `${key}: ${message}`))
        .join(" ");
      await complain(`line ${number}: ${wrong}`);
      continue;
    }
    const { text, inTaskThread } = parsed.value;
    const route = await router.route(text, inTaskThread === undefined ? {} : { inTaskThread });
    await write(JSON.stringify({ ...route, text }));
    routed += 1;
  }
  return { routed, bad, exitCode: bad === 0 ? 0 : 1 };
}
