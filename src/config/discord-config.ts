import { z } from "zod";
import { count } from "./config-parts.ts";

const MAX_SHARDS = 10_000;
const Emoji = z.string().min(1).max(64);

/** How Discord is used; the token is in the environment. */
export const DiscordConfig = z.strictObject({
  /** For bots in so many servers that Discord demands it; absent: as many as Discord recommends. */
  shards: z
    .strictObject({
      count: count(1, MAX_SHARDS),
      /** Those of this process; absent: all of them. */
      ids: z
        .array(count(0, MAX_SHARDS - 1))
        .min(1)
        .optional(),
    })
    .refine(({ count, ids = [] }) => ids.every((id) => id < count), {
      path: ["ids"],
      error: "must be below the count; the first is 0.",
    })
    .optional(),
  /** What was said longer ago while the bot was away is not answered any more. */
  catchUpHours: count(0, 7 * 24).default(12),
  /** Which reactions are verbs: anybody may stop, take or finish a task by one of these. */
  reactions: z
    .strictObject({
      stop: z.array(Emoji).default(["🛑", "⛔"]),
      take: z.array(Emoji).default(["🙋", "✋"]),
      done: z.array(Emoji).default(["☑️", "✔️"]),
    })
    .prefault({}),
});
export type DiscordConfig = z.infer<typeof DiscordConfig>;
