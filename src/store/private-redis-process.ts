import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** A process, told apart from a later one that was given the same number. */
export const ProcessIdentity = z.object({ pid: z.number().int().positive(), born: z.string().min(1) });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of a running process; `undefined` when there is none, or only a zombie is left of it. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const born = process.platform === "linux" ? bornByProc(pid) : bornByPs(pid);
  return born === undefined ? undefined : { pid, born };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.born === identity.born;
}

/** The identity of this very process. */
export function ownIdentity(): ProcessIdentity {
  return identifyProcess(process.pid) ?? { pid: process.pid, born: "unknown" };
}

function bornByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name is in brackets and may hold anything, brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = "Z"] = fields;
    if (state === "Z" || state === "X") return undefined;
    // Ticks count from boot: after a reboot the same number may come back at the same tick.
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}

function bornByPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [state = "Z", ...started] = line.trim().split(/\s+/u);
    return state.startsWith("Z") || started.length === 0 ? undefined : started.join(" ");
  } catch {
    return undefined;
  }
}
