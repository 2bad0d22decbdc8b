import { BotError } from "../errors.ts";
import type { SandboxMode } from "../sandbox/detect-sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

export interface SandboxCheckOptions {
  readonly mode: SandboxMode;
  readonly open: () => Promise<Sandbox>;
}

const name = "sandbox";

async function inspect({ mode, open }: SandboxCheckOptions): Promise<DoctorLine> {
  try {
    const { kind, describe: message } = await open();
    if (kind !== "none") return { name, verdict: "ok", message };
    if (mode === "off") return { name, verdict: "off", message };
    const remedy =
      "Install bubblewrap and allow user namespaces; set sandbox.mode to required, so that nothing runs without.";
    return { name, verdict: "warning", message, remedy };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { name, verdict: "problem", message: error.message };
  }
}

/** What isolation the commands of agents run in. */
export function checkSandbox(options: SandboxCheckOptions): DoctorCheck {
  return { name, run: async () => [await inspect(options)] };
}
