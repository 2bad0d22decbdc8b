import { z } from "zod";

/** Slack's own payloads, blocks included, nest about a dozen levels. */
const MAX_DEPTH = 100;

const Payload = z.record(z.string(), z.unknown());

/** Looked at before it is parsed: what nests without end costs whoever walks through it later. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (char === "}" || char === "]") depth -= 1;
  }
  return false;
}

function parseJson(text: string): Record<string, unknown> | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    return Payload.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What Slack sent: events as JSON, interactions as JSON in a form, commands as a form. Undefined when it is neither. */
export function parsePayload(
  body: string,
  contentType: string | undefined,
): Record<string, unknown> | undefined {
  if (contentType?.startsWith("application/x-www-form-urlencoded") !== true) return parseJson(body);
  const fields = Object.fromEntries(new URLSearchParams(body));
  const { payload } = fields;
  return payload === undefined ? fields : parseJson(payload);
}
