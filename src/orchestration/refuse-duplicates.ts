import type { z } from "zod";

/** Reports every entry of a list whose key an earlier entry has already. */
export function refuseDuplicates<T>(
  list: readonly T[],
  keyOf: (item: T) => string,
  report: { readonly context: z.RefinementCtx; readonly path: readonly (string | number)[] },
): void {
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (seen.has(key)) {
      const path = [...report.path, index];
      report.context.addIssue({
        code: "custom",
        path,
        message: `"${key}" is there twice.`,
        params: { remedy: "Keep one of the two." },
      });
    }
    seen.add(key);
  }
}
