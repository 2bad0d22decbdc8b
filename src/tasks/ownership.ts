import { z } from "zod";

/** A person who answers for a task; its agents go on as planned. */
export const TaskOwner = z.object({
  /** Their id in the configuration, else `platform:userId`. */
  person: z.string().min(1),
  /** What people call them. */
  name: z.string().min(1),
  at: z.iso.datetime(),
});
export type TaskOwner = z.infer<typeof TaskOwner>;

/** A person said that a task cannot go on, and why. */
export const TaskBlock = z.object({ reason: z.string().min(1), by: z.string().min(1), at: z.iso.datetime() });
export type TaskBlock = z.infer<typeof TaskBlock>;
