import { z } from "zod";
import { Evidence } from "../gates/evidence.ts";
import type { HandoffDraft } from "../hooks/handoff-package.ts";

/** What an agent gave as evidence with its result; what is none is left out. */
export function evidenceOf(handoff: HandoffDraft | undefined): Evidence[] {
  const given = z.array(z.unknown()).safeParse(handoff?.["evidence"]).data ?? [];
  return given.flatMap((one) => {
    const parsed = Evidence.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}
