import { z } from "zod";

const Emoji = z
  .string()
  .regex(/^[a-z0-9_+'-]+$/u, "an emoji's name as Slack writes it between colons, such as octagonal_sign");

/** How Slack is used; tokens are in the environment. */
export const SlackConfig = z
  .strictObject({
    /** Which reactions are verbs: anybody may stop, take or finish a task by one of these. */
    reactions: z
      .strictObject({
        stop: z.array(Emoji).default(["octagonal_sign", "no_entry"]),
        take: z.array(Emoji).default(["raising_hand", "hand"]),
        done: z.array(Emoji).default(["ballot_box_with_check", "heavy_check_mark"]),
      })
      .prefault({}),
    /** The reaction that shows where somebody's message stands, by state. */
    statuses: z
      .strictObject({
        received: Emoji.default("eyes"),
        queued: Emoji.default("hourglass_flowing_sand"),
        running: Emoji.default("gear"),
        done: Emoji.default("white_check_mark"),
        failed: Emoji.default("x"),
        dead: Emoji.default("sos"),
      })
      .prefault({}),
    /** Whether work in progress is shown as Slack's own streams; `auto`: in workspaces that have them. */
    streaming: z.enum(["auto", "off"]).default("auto"),
    /** What the names of the commands begin with in Slack, where another app has taken the plain ones. */
    commandPrefix: z
      .string()
      .regex(/^(?:[a-z0-9_-]{1,12})?$/u, "at most 12 small letters, digits, - and _")
      .default(""),
  })
  .refine(
    ({ reactions, statuses }) => {
      const all = [...Object.values(statuses), ...Object.values(reactions).flat()];
      return new Set(all).size === all.length;
    },
    { path: ["statuses"], error: "names an emoji that has another meaning already." },
  );
export type SlackConfig = z.infer<typeof SlackConfig>;
