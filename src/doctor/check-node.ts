import type { DoctorCheck, DoctorLine } from "./doctor.ts";

const OLDEST = { major: 20, minor: 19 };

function lineOf(version: string): DoctorLine {
  const [major = 0, minor = 0] = version.replace(/^v/u, "").split(".").map(Number);
  const fits = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
  if (fits) return { name: "node", verdict: "ok", message: `Node ${version}.` };
  const remedy = `Install Node ${OLDEST.major}.${OLDEST.minor} or newer.`;
  return { name: "node", verdict: "problem", message: `Node ${version} is too old.`, remedy };
}

/** `version` as `process.version` gives it. */
export function checkNode(version: string): DoctorCheck {
  return { name: "node", run: async () => Promise.resolve([lineOf(version)]) };
}
