import { z } from "zod";
import { count, Words } from "./config-parts.ts";

const MINUTE_MS = 60_000;

const VariableName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/u, "write the name of a variable, such as TEAM_HOOK_SECRET");

function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && isLocal);
}

const WebhookUrl = z.string().refine(isSafeAddress, {
  error: "is not an https:// address.",
  params: { remedy: "Use https://; http:// is for this machine only." },
});

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function report(
  context: z.core.$RefinementCtx,
  path: readonly string[],
  text: readonly [string, string],
): void {
  context.addIssue({ code: "custom", path: [...path], message: text[0], params: { remedy: text[1] } });
}

function checkEntry(entry: unknown, context: z.core.$RefinementCtx): void {
  if (!isFields(entry)) return;
  const ways = ["module", "command", "webhook"].filter((way) => entry[way] !== undefined);
  if (ways.length !== 1) {
    const found = ways.length === 0 ? "names nothing to run." : `names ${ways.join(" and ")}.`;
    report(context, [], [found, "Give it one of module, command and webhook."]);
  }
  if (entry["webhook"] !== undefined && entry["secretEnv"] === undefined) {
    report(
      context,
      ["webhook"],
      ["has no secret to sign with.", "Name the variable that holds it as secretEnv."],
    );
  }
  if (entry["blocking"] === false && entry["onFailure"] === "block") {
    report(
      context,
      ["onFailure"],
      ["cannot block: nobody waits for it.", "Set blocking to true, or onFailure to warn."],
    );
  }
}

/** One reaction of a team's own to a hook. */
export const HookEntry = z
  .strictObject({
    /** A hook of the rules, or another name that they give to hooks. */
    hook: Words,
    /** In reports; by default what it runs. */
    name: Words.optional(),
    /** A JavaScript or TypeScript file, relative to the configuration file. */
    module: Words.optional(),
    /** Program and arguments. */
    command: z.array(z.string()).min(1).optional(),
    webhook: WebhookUrl.optional(),
    /** The variable that holds the secret of the webhook. */
    secretEnv: VariableName.optional(),
    /** Variables that module or command get beside the harmless ones. */
    passEnv: z.array(VariableName).default([]),
    order: z.number().multipleOf(1).min(-1_000).max(1_000).default(100),
    timeoutMs: count(100, 30 * MINUTE_MS).default(30_000),
    retries: count(0, 10).default(0),
    blocking: z.boolean().default(true),
    onFailure: z.enum(["continue", "warn", "block"]).default("warn"),
  })
  .superRefine(checkEntry, { when: () => true });
export type HookEntry = z.infer<typeof HookEntry>;
