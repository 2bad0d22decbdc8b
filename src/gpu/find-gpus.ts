import type { RunProgram } from "../doctor/run-program.ts";
import { messageOf } from "../errors.ts";
import type { FindGpus, FoundGpus, GpuDevice } from "./gpu-device.ts";

const QUERY = [
  "--query-gpu=index,uuid,name,memory.total,memory.used,utilization.gpu,driver_version",
  "--format=csv,noheader,nounits",
];
const COLUMNS = 7;

/** A number, absent where the driver says that it does not know, or "bad". */
function figureOf(cell: string): number | undefined | "bad" {
  if (/^\[.*\]$/u.test(cell)) return undefined;
  return /^\d+(?:\.\d+)?$/u.test(cell) ? Number(cell) : "bad";
}

function deviceOf(row: string): GpuDevice | undefined {
  const cells = row.split(",").map((cell) => cell.trim());
  const [index = "", id = "", name = "", total = "", used = "", busy = "", driver = ""] = cells;
  const figures = [total, used, busy].map(figureOf);
  if (cells.length !== COLUMNS || !/^\d+$/u.test(index) || !/^(?:GPU|MIG)-\S+$/u.test(id)) return undefined;
  if (figures.includes("bad") || Number(busy) > 100) return undefined;
  const [memoryTotalMiB, memoryUsedMiB, utilisationPercent] = figures as (number | undefined)[];
  return {
    id,
    name,
    index: Number(index),
    driver,
    ...(memoryTotalMiB === undefined ? {} : { memoryTotalMiB }),
    ...(memoryUsedMiB === undefined ? {} : { memoryUsedMiB }),
    ...(utilisationPercent === undefined ? {} : { utilisationPercent }),
  };
}

/** What `nvidia-smi` printed, or why it is of no use: half a list would leave a GPU idle without a word. */
export function parseGpus(stdout: string): FoundGpus {
  const rows = stdout.split("\n").filter((row) => row.trim() !== "");
  const devices: GpuDevice[] = [];
  for (const row of rows) {
    const device = deviceOf(row);
    if (device === undefined) return { devices: [], why: `nvidia-smi printed "${row.trim()}".` };
    devices.push(device);
  }
  return devices.length === 0 ? { devices, why: "nvidia-smi lists no GPU." } : { devices };
}

async function ask(run: RunProgram): Promise<FoundGpus> {
  const result = await run("nvidia-smi", QUERY);
  if (result === "not_found") return { devices: [], why: "There is no nvidia-smi on this machine." };
  if (result.code === 0) return parseGpus(result.stdout);
  const [said = ""] = `${result.stderr}\n${result.stdout}`.trim().split("\n");
  return { devices: [], why: `nvidia-smi finds no usable GPU${said === "" ? "." : `: ${said}`}` };
}

/** The NVIDIA GPUs of this machine, by `nvidia-smi`. */
export function createFindGpus(run: RunProgram): FindGpus {
  return async () => {
    try {
      return await ask(run);
    } catch (error) {
      return { devices: [], why: `nvidia-smi could not be run: ${messageOf(error)}` };
    }
  };
}

/** Those that the configuration lists by UUID or index, known or not; without a list all that are found. */
export function withListed(find: FindGpus, listed: readonly string[]): FindGpus {
  if (listed.length === 0) return find;
  return async () => {
    const { devices } = await find();
    return {
      devices: listed.map(
        (id) =>
          devices.find((each) => each.id === id || String(each.index) === id) ?? { id, name: `GPU ${id}` },
      ),
    };
  };
}
