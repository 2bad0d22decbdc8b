import { inProject, readJson } from "./project.mjs";
import { SetupError } from "./report.mjs";

/** Refuses a Node that is older than package.json asks for. */
export function ensureNodeVersion() {
  const wanted = readJson(inProject("package.json")).engines.node.replace(/[^0-9.]/gu, "");
  const isOld = compare(process.versions.node, wanted) < 0;
  if (!isOld) return;
  throw new SetupError(
    `Switchyard needs Node ${wanted} or newer; this is Node ${process.versions.node}. Get a newer one from https://nodejs.org or with your version manager, then run the same command again.`,
  );
}

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const at = [0, 1, 2].find((index) => (left[index] || 0) !== (right[index] || 0));
  return at === undefined ? 0 : (left[at] || 0) - (right[at] || 0);
}
