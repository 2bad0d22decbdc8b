import { z } from "zod";
import { words } from "./hook-subject.ts";

const RoadmapChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tick"), item: words, because: words }),
  z.strictObject({ kind: z.literal("add"), item: words, under: words.optional(), text: words }),
  z.strictObject({ kind: z.literal("unblock"), item: words, because: words }),
  z.strictObject({ kind: z.literal("reorder"), items: z.array(words).min(1) }),
  z.strictObject({ kind: z.literal("note"), item: words.optional(), text: words }),
]);
export type RoadmapChange = z.infer<typeof RoadmapChange>;

/** What a hook would change in the roadmap. A person sees it first; nothing is written by itself. */
export const RoadmapProposal = z.strictObject({
  /** Follows from its cause, so that proposing it twice is harmless. */
  id: words,
  title: words,
  changes: z.array(RoadmapChange).min(1),
});
export type RoadmapProposal = z.infer<typeof RoadmapProposal>;
