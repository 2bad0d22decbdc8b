import { messageOf } from "../errors.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";
import type { RunProgram } from "./run-program.ts";

const NAME = "gpu";
const QUERY = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"];

function lineOf(row: string): DoctorLine {
  const [model = "", memory = "", driver = ""] = row.split(",").map((cell) => cell.trim());
  return { name: NAME, verdict: "ok", message: `${model}, ${memory}, driver ${driver}.` };
}

async function inspect(run: RunProgram): Promise<DoctorLine[]> {
  const result = await run("nvidia-smi", QUERY);
  if (result === "not_found") {
    const remedy = "GPU jobs need a worker elsewhere: `switchyard worker --gpu`.";
    return [{ name: NAME, verdict: "off", message: "No NVIDIA GPU on this machine.", remedy }];
  }
  const rows = result.stdout.split("\n").filter((row) => row.trim() !== "");
  if (result.code === 0 && rows.length > 0) return rows.map(lineOf);
  const [said = ""] = `${result.stderr}\n${result.stdout}`.trim().split("\n");
  const message = `nvidia-smi finds no usable GPU${said === "" ? "." : `: ${said}`}`;
  return [
    { name: NAME, verdict: "warning", message, remedy: "Check the driver, or ignore this without GPU jobs." },
  ];
}

/** The NVIDIA GPUs of this machine. A machine without one is fine: only GPU workers need it. */
export function checkGpu(run: RunProgram): DoctorCheck {
  return {
    name: NAME,
    async run() {
      try {
        return await inspect(run);
      } catch (error) {
        return [
          { name: NAME, verdict: "warning", message: `nvidia-smi could not be run: ${messageOf(error)}` },
        ];
      }
    },
  };
}
