import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
// Named imports that an old Node lacks would fail before its version is looked at.
import util from "node:util";
import { inProject } from "./project.mjs";
import { say, SetupError } from "./report.mjs";
import { runQuietly, succeeds } from "./run-command.mjs";

/** Valkey is a drop-in replacement, and all that some distributions still have. */
const programs = ["redis-server", "valkey-server"];
const service = "redis-server.service";

/** Finds or installs redis-server. With `REDIS_URL` there is no need for one, except for the tests, which start theirs. */
export function ensureRedis({ forTests = false } = {}) {
  const named = setting("SWITCHYARD_REDIS_SERVER");
  if (!forTests && setting("REDIS_URL") !== "") return;
  if (named !== "") {
    if (isProgram(named)) return;
    throw new SetupError(
      `SWITCHYARD_REDIS_SERVER names ${named}, which is no program. Correct it or unset it.`,
    );
  }
  if (isInstalled()) return;
  const said = installWithApt() ?? installWithBrew() ?? "";
  if (!isInstalled()) throw new SetupError(`${said}${advice(forTests)}`);
}

/** From the environment, or from the .env file that Switchyard reads. */
function setting(name) {
  const inFile = existsSync(inProject(".env"))
    ? util.parseEnv(readFileSync(inProject(".env"), "utf8"))[name]
    : "";
  return process.env[name] || inFile || "";
}

function isInstalled() {
  return programs.some(isProgram);
}

/** Whether a path, or a name on PATH, can be run. */
function isProgram(name) {
  const places = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return places.some((place) => {
    try {
      accessSync(join(place, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What apt-get said when it failed; undefined where there is no apt-get, or no permission to use it. */
function installWithApt() {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (!isProgram("apt-get") || (asRoot.length > 0 && !succeeds("sudo", ["-n", "true"]))) return undefined;
  const run = (...command) => {
    const [program, ...args] = [...asRoot, ...command];
    return runQuietly(program, args);
  };
  say("Installing redis-server with apt-get; its system service stays off …");
  const { ok, output } = withoutService(run, () => {
    const install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install"];
    const attempt = () => run(...install, "-y", "--no-install-recommends", "redis-server");
    const first = attempt();
    if (first.ok) return first;
    // The package lists may be missing or outdated.
    const update = run("apt-get", "update");
    return update.ok ? attempt() : update;
  });
  return ok ? "" : `${lastLines(output)}\n\n`;
}

/**
 * Debian's package would start a server on port 6379, now and at every boot. systemd leaves alone what is masked; this
 * mask lies in /run, so that nothing stays behind even when we are killed. The rare machine with another init system
 * gets its service stopped; in a container or chroot none is started anyway.
 */
function withoutService(run, install) {
  const hasSystemd = existsSync("/run/systemd/system");
  if (hasSystemd) run("systemctl", "mask", "--runtime", service);
  try {
    return install();
  } finally {
    if (hasSystemd) {
      run("systemctl", "unmask", "--runtime", service);
      run("systemctl", "disable", service);
    } else {
      run("invoke-rc.d", "--quiet", "redis-server", "stop");
      run("update-rc.d", "redis-server", "disable");
    }
  }
}

function installWithBrew() {
  if (!isProgram("brew")) return undefined;
  say("Installing redis with brew …");
  const { ok, output } = runQuietly("brew", ["install", "--quiet", "redis"]);
  return ok ? "" : `${lastLines(output)}\n\n`;
}

function lastLines(output) {
  return output.split("\n").slice(-8).join("\n");
}

function advice(forTests) {
  const install = [
    "There is no redis-server on this machine, and it could not be installed automatically. Install it:",
    "  sudo apt-get install redis-server     (Debian, Ubuntu)",
    "  brew install redis                    (macOS)",
  ];
  const instead = forTests
    ? [
        "or set SWITCHYARD_REDIS_SERVER to the program. The tests start servers of their own and do not use REDIS_URL.",
      ]
    : [
        "or set REDIS_URL to a server of yours, for example to redis://127.0.0.1:6379 with this one in Docker:",
        "  docker run -p 6379:6379 redis:7 --appendonly yes",
      ];
  return [...install, ...instead, "Then run the same command again."].join("\n");
}
