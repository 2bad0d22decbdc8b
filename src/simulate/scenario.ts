import { z } from "zod";
import { CauseEventName } from "../events/cause-events.ts";
import { duration, words } from "../orchestration/rules/words.ts";

/** `Mon 09:00`: the next such moment, or now. Times are UTC. */
const Moment = z
  .string()
  .regex(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:[01]\d|2[0-3]):[0-5]\d$/u, "a moment such as Mon 09:00");

/** A thread by the name that the scenario gives it, or a channel as `#alerts`. */
const place = words;

const Say = z.strictObject({
  by: words,
  /** The first message with a name opens its thread. */
  in: place,
  text: words,
});

const Choose = z.strictObject({
  by: words,
  in: place,
  /** The number, the label or the value of a choice of the last open question there. */
  option: z.union([words, z.number().int().min(1)]),
});

const Fail = z.strictObject({
  agent: words,
  /** So many tries of it fail; the one after goes on as usual. */
  tries: z.number().int().min(1).max(100).default(1),
  /** No further try can help. */
  forGood: z.boolean().default(false),
  saying: words.default("The simulated work failed."),
});

/** What an agent delivers at its next turns, instead of its real work. */
const Deliver = z.strictObject({
  agent: words,
  text: words,
  /** So many turns, those included in which a gate asks it. */
  times: z.number().int().min(1).max(20).default(1),
  /** What it wants changed: a reviewer's no. */
  changes: words.optional(),
  /** Files of the workspace as it leaves them, by path; they are the evidence of what it says. */
  files: z.record(z.string(), z.string()).default({}),
});

const Happen = z.strictObject({ type: CauseEventName, data: z.record(z.string(), z.unknown()) });

const Expect = z
  .strictObject({
    /** Everything that was posted anywhere, where none is named. */
    in: place.optional(),
    /** Each is a part of something posted so far, whatever the blanks. */
    says: z.array(words).default([]),
    /** None is a part of anything posted so far. */
    never: z.array(words).default([]),
    /** So many posts have the first of `says` in them. */
    times: z.number().int().min(0).optional(),
    /** Where the message that opened the thread stands. */
    status: z.enum(["received", "queued", "running", "done", "failed", "dead"]).optional(),
  })
  .refine((expect) => expect.says.length + expect.never.length > 0 || expect.status !== undefined, {
    message: "expects nothing.",
    params: { remedy: "Give says, never or status." },
  });
export type Expect = z.infer<typeof Expect>;

const ACTIONS = ["say", "choose", "fail", "deliver", "happen", "expect", "wait"] as const;

const Step = z
  .strictObject({
    /** Time passes until then before the step. */
    at: Moment.optional(),
    say: Say.optional(),
    choose: Choose.optional(),
    fail: Fail.optional(),
    deliver: Deliver.optional(),
    happen: Happen.optional(),
    expect: Expect.optional(),
    wait: duration.optional(),
  })
  .refine((step) => ACTIONS.filter((action) => step[action] !== undefined).length === 1, {
    message: "has not exactly one thing to do.",
    params: { remedy: `One of ${ACTIONS.join(", ")}.` },
  });
export type Step = z.infer<typeof Step>;

/** A scripted week. */
export const Scenario = z.strictObject({
  title: words,
  /** The day at whose 00:00 UTC the clock starts; 2031-03-03 is a Monday. */
  starts: z.iso.date().default("2031-03-03"),
  /** How finely time passes: recurring work runs this often at most. */
  tick: duration.default("PT30M"),
  /** The files of the workspace, by path. */
  workspace: z.record(z.string(), z.string()).default({}),
  /** As in switchyard.yaml. */
  config: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(Step).min(1),
});
export type Scenario = z.infer<typeof Scenario>;
