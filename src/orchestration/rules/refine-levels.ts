import type { z } from "zod";
import { Complexity } from "../../router/route.ts";

/** Reports a list that does not have every complexity once, from simple to critical. */
export function refineLevels(
  rows: readonly { readonly level: Complexity }[],
  context: z.RefinementCtx,
): void {
  if (rows.map((row) => row.level).join() === Complexity.options.join()) return;
  const message = `must list ${Complexity.options.join(", ")} once each, in this order.`;
  context.addIssue({ code: "custom", path: [], message });
}
