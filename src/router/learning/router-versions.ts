import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BotError } from "../../errors.ts";
import type { LocalExample } from "./local-example.ts";
import type { RefitReport } from "./refit-report.ts";
import {
  CurrentVersion,
  type FittedModel,
  type LoadedVersion,
  type VersionSummary,
} from "./router-version.ts";
import { folderOf, listNumbers, readVersion, writeVersion } from "./version-files.ts";

/** The name of the file that says which version is in force; whoever watches for a new one watches it. */
export const CURRENT_FILE = "current.json";

/** What refits brought, kept so that each can be looked at and gone back to. Version 0 is the shipped router. */
export interface RouterVersions {
  /** The version in force. Falls back to the one before where files are broken, at last to 0; never rejects. */
  current(): Promise<LoadedVersion>;
  /** Whether a rollback stands. */
  isHeld(): Promise<boolean>;
  /** Oldest first; 0 is not listed. */
  list(): Promise<readonly VersionSummary[]>;
  /** None for a version that is not there or broken. */
  examplesOf(version: number): Promise<readonly LocalExample[]>;
  /** Keeps a version, in force or not; returns its number. The oldest beyond the limit go, never the one in force. */
  keep(kept: { readonly report: RefitReport; readonly model?: FittedModel }): Promise<number>;
  /** Puts a version in force; `router.no_version` when it is not there, was not accepted, or is broken. */
  use(version: number, options: { readonly isHeld: boolean }): Promise<void>;
  /** The version that was in force before the current one. */
  previous(): Promise<number>;
}

export interface RouterVersionsOptions {
  readonly dir: string;
  /** How many to keep besides the one in force. */
  readonly keep: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Router versions in a folder: `0001/{report.json, examples.jsonl, heads.bin}` and `current.json`. */
export function createRouterVersions({ dir, keep, now }: RouterVersionsOptions): RouterVersions {
  async function current(): Promise<LoadedVersion> {
    const pointer = await readPointer(dir);
    const numbers = await acceptedUpTo(pointer.version, dir);
    const problems = [...pointer.problems];
    for (const version of numbers) {
      const read = await readVersion(dir, version);
      if (!("broken" in read)) {
        const { examples, model } = read;
        return { version, examples, ...(model === undefined ? {} : { model }), problems };
      }
      problems.push(`Version ${version} of the router cannot be used: ${read.broken}.`);
    }
    return { version: 0, examples: [], problems };
  }

  async function prune(): Promise<void> {
    const { version } = await current();
    const old = (await listNumbers(dir)).slice(0, -keep).filter((number) => number !== version);
    await Promise.all(old.map(async (number) => rm(folderOf(dir, number), { recursive: true, force: true })));
  }

  return {
    current,
    isHeld: async () => (await readPointer(dir)).isHeld,
    async list() {
      const { version: inForce } = await current();
      const numbers = await listNumbers(dir);
      return Promise.all(numbers.map(async (version) => summarise(dir, version, inForce)));
    },
    async examplesOf(version) {
      const read = await readVersion(dir, version);
      return "broken" in read ? [] : read.examples;
    },
    async keep({ report, model }) {
      const { examples, ...record } = report;
      const version = await writeVersion(dir, {
        record,
        examples,
        ...(model === undefined ? {} : { model }),
      });
      await prune();
      return version;
    },
    async use(version, { isHeld }) {
      if (version !== 0) await requireUsable(dir, version);
      await writePointer(dir, { version, isHeld, at: new Date(now()).toISOString() });
    },
    async previous() {
      const { version } = await current();
      const read = version === 0 ? undefined : await readVersion(dir, version);
      if (read === undefined || "broken" in read) return 0;
      const [before = 0] = await acceptedUpTo(read.record.from, dir);
      return before;
    },
  };
}

async function summarise(dir: string, version: number, inForce: number): Promise<VersionSummary> {
  const read = await readVersion(dir, version);
  const base = { version, isCurrent: version === inForce };
  if ("broken" in read) {
    const { broken } = read;
    return {
      ...base,
      outcome: "rejected",
      at: new Date(0).toISOString(),
      examples: 0,
      why: broken,
      top1: null,
      broken,
    };
  }
  const { outcome, at, why, sinceCurrent } = read.record;
  return { ...base, outcome, at, why, examples: read.examples.length, top1: sinceCurrent?.top1After ?? null };
}

async function requireUsable(dir: string, version: number): Promise<void> {
  const numbers = await listNumbers(dir);
  if (!numbers.includes(version)) {
    const there = numbers.length === 0 ? "only " : `${numbers.join(", ")} and `;
    throw new BotError(
      "router.no_version",
      `There is no version ${version} of the router. There is ${there}0, the shipped one.`,
    );
  }
  const read = await readVersion(dir, version);
  const problem =
    "broken" in read
      ? read.broken
      : read.record.outcome === "accepted"
        ? undefined
        : `it was not accepted. ${read.record.why}`;
  if (problem === undefined) return;
  throw new BotError(
    "router.no_version",
    `Version ${version} of the router cannot be put in force: ${problem}\n\`switchyard route versions\` lists those that can.`,
  );
}

/** Accepted versions not above the given one, the nearest first; a broken one counts, since it was accepted once. */
async function acceptedUpTo(version: number, dir: string): Promise<number[]> {
  const numbers = (await listNumbers(dir)).filter((number) => number <= version).reverse();
  const reads = await Promise.all(numbers.map(async (number) => readVersion(dir, number)));
  return numbers.filter((_number, at) => {
    const read = reads[at];
    return read !== undefined && ("broken" in read || read.record.outcome === "accepted");
  });
}

type Pointer = Pick<CurrentVersion, "version" | "isHeld"> & { readonly problems: readonly string[] };

/** Without a pointer nothing was ever put in force; a broken one means the newest that was accepted. */
async function readPointer(dir: string): Promise<Pointer> {
  let text: string;
  try {
    text = await readFile(join(dir, CURRENT_FILE), "utf8");
  } catch {
    return { version: 0, isHeld: false, problems: [] };
  }
  try {
    return { ...CurrentVersion.parse(JSON.parse(text)), problems: [] };
  } catch {
    const version = (await listNumbers(dir)).at(-1) ?? 0;
    return { version, isHeld: false, problems: [`${CURRENT_FILE} is not what a refit writes.`] };
  }
}

/** Written beside and renamed, so that a reader sees the old file or the new one. */
async function writePointer(dir: string, pointer: CurrentVersion): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const draft = join(dir, `.${CURRENT_FILE}-${randomUUID()}`);
  await writeFile(draft, `${JSON.stringify(pointer)}\n`, { mode: 0o600 });
  await rename(draft, join(dir, CURRENT_FILE));
}
