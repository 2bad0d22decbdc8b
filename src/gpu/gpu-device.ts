import { z } from "zod";

/** One GPU as it was when somebody looked. What its driver does not say is absent. */
export const GpuDevice = z.strictObject({
  /** What CUDA_VISIBLE_DEVICES names it by: its UUID, or what the configuration says. */
  id: z.string().min(1),
  name: z.string(),
  index: z.number().int().min(0).optional(),
  driver: z.string().optional(),
  memoryTotalMiB: z.number().min(0).optional(),
  memoryUsedMiB: z.number().min(0).optional(),
  utilisationPercent: z.number().min(0).max(100).optional(),
});
export type GpuDevice = z.infer<typeof GpuDevice>;

export interface FoundGpus {
  readonly devices: readonly GpuDevice[];
  /** For people: why there are none. */
  readonly why?: string;
}

/** The GPUs of this machine as they are now. Never rejects: whatever goes wrong is the reason why there are none. */
export type FindGpus = () => Promise<FoundGpus>;
