import { messageOf } from "../errors.ts";

/** `off`: not in use, which is fine. Only `problem` means that something has to be done. */
export type DoctorVerdict = "ok" | "warning" | "problem" | "off";

/** One line of the doctor's report: what was looked at, how it stands, and what to do about it. */
export interface DoctorLine {
  readonly name: string;
  readonly verdict: DoctorVerdict;
  readonly message: string;
  readonly remedy?: string;
}

/** One thing to look at; it may have several lines to say, or none. */
export interface DoctorCheck {
  readonly name: string;
  run(): Promise<readonly DoctorLine[]>;
}

const DEFAULT_LIMIT_MS = 20_000;
/** A busy machine is late and not broken; what is broken mostly says so in time. */
const LATE =
  "Run `doctor` again when the machine is less busy; if it stays so, start with --no-console and read the log.";

async function runOne(check: DoctorCheck, limitMs: number): Promise<readonly DoctorLine[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly DoctorLine[]>((resolve) => {
    const message = `Gave no answer within ${Math.round(limitMs / 1000)} s.`;
    const line = { name: check.name, verdict: "warning" as const, message, remedy: LATE };
    timer = setTimeout(() => resolve([line]), limitMs);
  });
  try {
    return await Promise.race([check.run(), tooLate]);
  } catch (error) {
    return [{ name: check.name, verdict: "problem", message: `could not be checked: ${messageOf(error)}` }];
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs all checks side by side and gives their lines in the order of the checks. Never rejects: a check that fails
 * is a problem line of its own, one that does not come back within `limitMs` a warning; neither keeps another from running.
 */
export async function doctor(
  checks: readonly DoctorCheck[],
  limitMs: number = DEFAULT_LIMIT_MS,
): Promise<DoctorLine[]> {
  const lines = await Promise.all(checks.map(async (check) => runOne(check, limitMs)));
  return lines.flat();
}

/** The exit status that the lines mean: 1 when anything is a problem; warnings and what is off are fine. */
export function doctorExitCode(lines: readonly DoctorLine[]): 0 | 1 {
  return lines.some(({ verdict }) => verdict === "problem") ? 1 : 0;
}
