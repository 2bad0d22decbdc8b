import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const words = z.string().min(1);

/** What an agent does when its turn comes, instead of its real work. */
const Work = z.strictObject({
  agent: words,
  delivers: words.optional(),
  /** So often, a line each: more than a chat takes. */
  times: z.number().int().min(1).default(1),
  /** It works until somebody stops it, or until it may go on and delivers that. */
  holds: z.boolean().default(false),
});

/** Something as people see it; every part must come true together, sooner or later. */
const Expect = z.strictObject({
  /** A thread of the scenario. Absent: anywhere. */
  in: words.optional(),
  /** Each is a part of one and the same post of the bot; marks and blanks do not count. */
  says: z.array(words).min(1),
  /** Its buttons, all of them, in their order. */
  offers: z.array(words).optional(),
  /** Names of all files of the bot there. */
  files: z.array(words).optional(),
  /** So many posts say the first of `says`. */
  times: z.number().int().min(0).optional(),
  /** Only the person sees it. */
  private: z.boolean().optional(),
  /** Of the message that the thread began with. */
  status: z.enum(["received", "queued", "running", "done", "failed"]).optional(),
});
export type Expect = z.infer<typeof Expect>;

const Step = z.strictObject({
  /** A heading of the transcript. */
  chapter: words.optional(),
  work: Work.optional(),
  /** Lets an agent that holds go on. */
  go: words.optional(),
  /** The first message with the name of a thread mentions the bot in the channel; further ones are replies, without. */
  say: z
    .strictObject({ in: words, text: words, file: z.strictObject({ name: words, text: words }).optional() })
    .optional(),
  /** `opens` names the thread that comes of it. */
  command: z.strictObject({ name: words, args: z.string().default(""), opens: words.optional() }).optional(),
  /** A form is open with these fields, and gets these values by the ids of its fields. */
  form: z.strictObject({ title: words, fill: z.record(words, words), opens: words.optional() }).optional(),
  /** A button of the newest post that has it. */
  press: z.strictObject({ in: words.optional(), button: words }).optional(),
  /** The person's own page; where the platform has none, the command says it. */
  home: z.strictObject({ says: z.array(words), else: words }).optional(),
  expect: Expect.optional(),
});
export type Step = z.infer<typeof Step>;

/** What people do in one afternoon, and what they see of it, on any platform. */
export const Flow = z.strictObject({
  title: words,
  workspace: z.record(words, z.string()).default({}),
  steps: z.array(Step).min(1),
});
export type Flow = z.infer<typeof Flow>;

export function readFlow(path: string): Flow {
  return Flow.parse(parse(readFileSync(path, "utf8")));
}
