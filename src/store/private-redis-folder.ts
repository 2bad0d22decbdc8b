import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { BotError } from "../errors.ts";
import { isRunning, ownIdentity, ProcessIdentity } from "./private-redis-process.ts";

/** How often Redis syncs its append-only file to the disk. */
export type Fsync = "always" | "everysec" | "no";

/** Where the private Redis of a data folder keeps its things. */
export interface PrivateRedisFolder {
  readonly path: string;
  readonly socket: string;
  readonly configFile: string;
  readonly logFile: string;
  readonly password: string;
}

/** What is known of the server; without `server`, whoever was starting it died over it. */
const ServerRecord = z.object({
  /** The record of a copied data folder speaks of the original's server. */
  folder: z.string(),
  socket: z.string().min(1),
  server: ProcessIdentity.optional(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

/** A process that uses the server; the notes of a copied data folder speak of the original's users. */
const UserNote = ProcessIdentity.extend({ folder: z.string() });

/** The kernel refuses addresses of 104 bytes or more on macOS, 108 on Linux. */
const longestSocketPath = 100;

/** Creates the folder, readable for nobody else; its path. */
export function createPrivateRedisFolder(dataDir: string): string {
  const path = resolve(dataDir, "redis");
  mkdirSync(join(path, "users"), { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}

/** Says where everything is, and creates the password at the first start. Only under the lock. */
export function openPrivateRedisFolder(path: string): PrivateRedisFolder {
  return {
    path,
    // A running server keeps its address, even when this process has another folder for temporary files.
    socket: readServerRecord({ path })?.socket ?? socketPath(path),
    configFile: join(path, "redis.conf"),
    logFile: join(path, "redis.log"),
    password: readOrCreatePassword(join(path, "password")),
  };
}

function readOrCreatePassword(file: string): string {
  const stored = readIfThere(file)?.trim() ?? "";
  if (stored !== "") return stored;
  const password = randomBytes(24).toString("hex");
  writeAtomically(file, `${password}\n`);
  return password;
}

function socketPath(folder: string): string {
  const usual = join(folder, "redis.sock");
  if (Buffer.byteLength(usual) <= longestSocketPath) return usual;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  return join(tmpdir(), `switchyard-${name}`, "redis.sock");
}

/** Makes sure that nobody else can reach the socket, wherever it lies. */
export function secureSocketFolder(socket: string): void {
  const folder = dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  const foreign = stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0;
  if (!stat.isDirectory() || foreign) {
    throw new BotError(
      "redis.private_unsafe",
      `The private Redis needs ${folder} for its socket, but others can get into that folder. Remove it, or set SWITCHYARD_DATA to a shorter path.`,
    );
  }
}

/** The password travels in this file rather than on the command line, where `ps` would show it. */
export function writeRedisConfig(folder: PrivateRedisFolder, fsync: Fsync): void {
  const lines = [
    "# Written by Switchyard at every start of its private Redis; changes are lost.",
    "port 0",
    `unixsocket ${quote(folder.socket)}`,
    "unixsocketperm 700",
    `requirepass ${quote(folder.password)}`,
    `dir ${quote(folder.path)}`,
    `logfile ${quote(folder.logFile)}`,
    "daemonize no",
    "appendonly yes",
    `appendfsync ${fsync}`,
    "aof-load-truncated yes",
    'save ""',
    "maxmemory-policy noeviction",
  ];
  writeAtomically(folder.configFile, `${lines.join("\n")}\n`);
}

function quote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

export function readServerRecord(folder: Pick<PrivateRedisFolder, "path">): ServerRecord | undefined {
  const record = parseJson(ServerRecord, readIfThere(join(folder.path, "server.json")));
  return record?.folder === folder.path ? record : undefined;
}

/** Only under the lock. */
export function writeServerRecord(folder: PrivateRedisFolder, server?: ProcessIdentity): void {
  const record: ServerRecord = {
    folder: folder.path,
    socket: folder.socket,
    ...(server === undefined ? {} : { server }),
  };
  writeAtomically(join(folder.path, "server.json"), JSON.stringify(record));
}

/** Also removes the socket's folder when it is one of its own, among the temporary files. */
export function removeServerRecord(folder: PrivateRedisFolder): void {
  rmSync(join(folder.path, "server.json"), { force: true });
  if (dirname(folder.socket) === folder.path) return;
  try {
    rmSync(folder.socket, { force: true });
    rmdirSync(dirname(folder.socket));
  } catch {
    // An empty folder among the temporary files is no reason to fail.
  }
}

/** Notes that this process uses the server; the answer names the note. Only under the lock. */
export function addUser(folder: PrivateRedisFolder): string {
  const file = join(folder.path, "users", `${process.pid}-${randomBytes(4).toString("hex")}`);
  writeAtomically(file, JSON.stringify({ ...ownIdentity(), folder: folder.path }));
  return file;
}

/** Strikes a note out, and those of processes that died, and says how many remain. Only under the lock. */
export function removeUser(folder: PrivateRedisFolder, note: string): number {
  rmSync(note, { force: true });
  let remaining = 0;
  for (const name of readdirSync(join(folder.path, "users"))) {
    const file = join(folder.path, "users", name);
    const user = parseJson(UserNote, readIfThere(file));
    if (user?.folder === folder.path && isRunning(user)) remaining += 1;
    else rmSync(file, { force: true });
  }
  return remaining;
}

/** The last lines of the server's log, for the message about why it did not start. */
export function logTail(folder: PrivateRedisFolder, lines = 4): string {
  const text = readIfThere(folder.logFile)?.trim() ?? "";
  return text === "" ? "(empty)" : text.split("\n").slice(-lines).join("\n");
}

function parseJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function writeAtomically(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
