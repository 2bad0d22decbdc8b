import { limitPrefix } from "./limit-prefix.ts";
import type { Sandbox, SandboxSpec } from "./sandbox.ts";

export interface Programs {
  readonly bwrap: string;
  /** Absent: memory and file size have no limit. */
  readonly prlimit?: string;
}

/** Places where programs of this machine are listened to: a socket there leads out of any file system rule. */
const EMPTY_FOLDERS = ["/run", "/tmp", "/var/tmp", "/dev/shm"];

function argumentsOf(spec: SandboxSpec): string[] {
  const { writable, readable = [], hidden, devices = [], network, cwd } = spec;
  return [
    "--die-with-parent",
    "--new-session",
    "--unshare-user-try",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    ...(network ? [] : ["--unshare-net"]),
    "--cap-drop",
    "ALL",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    ...devices.flatMap((path) => ["--dev-bind-try", path, path]),
    "--proc",
    "/proc",
    ...EMPTY_FOLDERS.flatMap((path) => ["--tmpfs", path]),
    ...(network ? ["--ro-bind-try", "/run/systemd/resolve", "/run/systemd/resolve"] : []),
    ...(hidden?.folders ?? []).flatMap((path) => ["--tmpfs", path]),
    ...(hidden?.files ?? []).flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...writable.flatMap((path) => ["--bind", path, path]),
    ...readable.flatMap((path) => ["--ro-bind-try", path, path]),
    "--chdir",
    cwd,
    "--",
  ];
}

/** Namespaces of their own, everything read-only but the given folders and an empty temporary folder. */
export function createBubblewrap({ bwrap, prlimit }: Programs): Sandbox {
  const limits =
    prlimit === undefined
      ? "Memory has no limit, since prlimit is missing."
      : "Memory and the size of files are limited.";
  return {
    kind: "bubblewrap",
    describe: `bubblewrap: commands see a read-only system, write to their worktree and a private temporary folder only, and have no network unless a command is given it. ${limits}`,
    wrap: (spec) => [bwrap, ...argumentsOf(spec), ...limitPrefix(prlimit, spec.limits), ...spec.argv],
  };
}
