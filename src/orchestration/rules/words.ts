import { z } from "zod";

/** Any text for people. */
export const words = z.string().trim().min(1);
/** The name of something in the rules: an agent, a hook, a gate, a row. */
export const id = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/u, "letters, digits, - and _ only");
export const ids = z.array(id);
/** A length of time as ISO 8601 writes it, in weeks, days, hours or minutes: `P1W`, `P3D`, `PT2H`. */
export const duration = z
  .string()
  .regex(/^P(?:\d+W|\d+D|T\d+[HM])$/u, "a length of time such as PT2H, P1D or P1W");
