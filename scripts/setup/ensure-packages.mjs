import { inProject, projectFolder, readJson } from "./project.mjs";
import { say, SetupError } from "./report.mjs";
import { runQuietly } from "./run-command.mjs";
import { withLock } from "./with-lock.mjs";

/** Installs the packages of the lock file unless they are there already. */
export async function ensurePackages() {
  if (areInstalled()) return;
  await withLock(inProject(".switchyard", "packages.lock"), async () => {
    if (!areInstalled()) install();
  });
}

/**
 * npm itself notes what it installed at the end of every install, and an interrupted one leaves no such note. So the
 * note tells more than a stamp of ours could, and it holds after a manual `npm install` too.
 */
function areInstalled() {
  const wanted = readJson(inProject("package-lock.json"))?.packages;
  const installed = readJson(inProject("node_modules", ".package-lock.json"))?.packages;
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => path === "" || isThere(entry, installed[path]));
}

function isThere(wanted, installed) {
  // Binaries for other platforms are listed, and never installed.
  if (installed === undefined) return wanted.optional === true || wanted.devOptional === true;
  if (installed.version !== wanted.version) return false;
  return (
    [wanted.integrity, installed.integrity].includes(undefined) || wanted.integrity === installed.integrity
  );
}

function install() {
  say("Installing packages (npm ci) …");
  const started = performance.now();
  // Without --include=dev, NODE_ENV=production would leave out the compiler.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const { ok, output } = npm?.endsWith("npm-cli.js")
    ? runQuietly(process.execPath, [npm, ...args])
    : runQuietly("npm", args);
  if (!ok) throw new SetupError(`${firstLines(output)}\n\n${advice(output)}`);
  if (!areInstalled())
    throw new SetupError(`npm ci left packages out. Look at the npm settings: npm config list`);
  say(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** npm adds its whole manual to what went wrong. */
function firstLines(output) {
  return output.split("\n").slice(0, 15).join("\n");
}

function advice(output) {
  const network = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|CERT_|network/u;
  if (network.test(output)) {
    return "The packages could not be fetched: the npm registry was not reached. Check the connection (npm ping), and behind a proxy set: npm config set proxy http://HOST:PORT and https-proxy likewise. Then run the same command again.";
  }
  if (/EACCES|EPERM|EROFS/u.test(output)) {
    return `The packages could not be written. Make ${projectFolder} writable for you, and run the same command again.`;
  }
  return "npm ci failed, see above. Correct that and run the same command again.";
}
