import { z } from "zod";

/** One benchmark's figure. */
export const Measurement = z.strictObject({
  name: z.string().trim().min(1),
  value: z.number().positive(),
  unit: z.string().default(""),
  /** Which direction is good: less time, or more operations. */
  better: z.enum(["lower", "higher"]).default("lower"),
});
export type Measurement = z.infer<typeof Measurement>;

/** Figures that later ones are held against. */
export const Baseline = z.strictObject({
  /** Where it was measured: figures of another machine say nothing. */
  machine: z.string().default(""),
  at: z.iso.datetime(),
  measurements: z.array(Measurement).min(1),
});
export type Baseline = z.infer<typeof Baseline>;

export interface Baselines {
  /** That of this machine and workspace; `undefined` when nothing was accepted yet. */
  read(): Promise<Baseline | undefined>;
}
