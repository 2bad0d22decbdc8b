import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, words } from "./words.ts";

const pattern = words.superRefine((source, context) => {
  const regex = toRegex(source);
  if (regex === undefined) {
    context.addIssue({ code: "custom", message: "is not a regular expression." });
    return;
  }
  // A regular expression that also matches nothing tells the names of its groups.
  const groups = Object.keys(new RegExp(`${source}|`, "iu").exec("")?.groups ?? {});
  const claims = groups.includes("value") || (groups.includes("passed") && groups.includes("total"));
  if (claims) return;
  const remedy = "Name what is claimed: (?<value>…), or (?<passed>…) and (?<total>…).";
  context.addIssue({ code: "custom", message: "says nothing that is claimed.", params: { remedy } });
});

function toRegex(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "iu");
  } catch {
    return undefined;
  }
}

const ClaimKind = z.strictObject({
  id,
  title: words,
  unit: words.optional(),
  patterns: z.array(pattern).min(1),
  /** What of the last run of the tests such claims are held against; absent: nothing measures it. */
  measured: z.enum(["tests_share", "tests_failed", "tests_passed"]).optional(),
});
export type ClaimKind = z.infer<typeof ClaimKind>;

/** `claims.yaml`: how documents claim a status. */
export const ClaimRules = z
  .strictObject({
    skip: z.strictObject({
      /** A line with one of these words is no claim. */
      lines: z.array(words),
      /** Files whose path has one of these in it are not read. */
      paths: z.array(words),
    }),
    kinds: z.array(ClaimKind).min(1),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.kinds, (kind) => kind.id, { context, path: ["kinds"] });
  });
export type ClaimRules = z.infer<typeof ClaimRules>;
