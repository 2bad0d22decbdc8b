import { createFindGpus } from "../gpu/find-gpus.ts";
import type { GpuDevice } from "../gpu/gpu-device.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";
import type { RunProgram } from "./run-program.ts";

const NAME = "gpu";

function lineOf(device: GpuDevice): DoctorLine {
  const { name, driver, memoryTotalMiB: total, memoryUsedMiB: used, utilisationPercent: busy } = device;
  const parts = [
    name,
    ...(total === undefined ? [] : [`${used ?? "?"} of ${total} MiB in use`]),
    ...(busy === undefined ? [] : [`${busy} % busy`]),
    ...(driver === undefined ? [] : [`driver ${driver}`]),
  ];
  return { name: NAME, verdict: "ok", message: `${parts.join(", ")}.` };
}

/** The NVIDIA GPUs of this machine. A machine without one is fine: only GPU workers need it. */
export function checkGpu(run: RunProgram): DoctorCheck {
  let isMissing = false;
  const find = createFindGpus(async (program, args) => {
    const result = await run(program, args);
    isMissing = result === "not_found";
    return result;
  });
  return {
    name: NAME,
    async run() {
      const { devices, why = "" } = await find();
      if (devices.length > 0) return devices.map(lineOf);
      const remedy = isMissing
        ? "GPU jobs need a worker elsewhere: `switchyard worker --gpu`."
        : "Check the driver, or ignore this without GPU jobs.";
      return [{ name: NAME, verdict: isMissing ? "off" : "warning", message: why, remedy }];
    },
  };
}
