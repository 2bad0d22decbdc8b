import { access, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { Git } from "./git.ts";
import { withLease } from "./with-lease.ts";
import { placeId } from "./worktree-places.ts";
import type { WorktreePlaces } from "./worktree-places.ts";
import { takeDiff, takeSnapshot } from "./take-snapshot.ts";
import { WorktreeRecord } from "./worktree.ts";
import type { Worktree, Worktrees } from "./worktree.ts";

export interface WorktreesDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  readonly clock: Clock;
  readonly git: Git;
  readonly places: WorktreePlaces;
  /** The checkout of people. It is read and never written. */
  readonly workspace: string;
  /** Ignored folders of the checkout that worktrees see as links, such as `node_modules`; relative to the workspace. */
  readonly share: readonly string[];
  readonly newId: () => string;
}

const KIND = "worktrees";

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

interface Head {
  readonly commit: string;
  readonly prefix: string;
}

async function headOf({ git, workspace }: WorktreesDeps): Promise<Head | undefined> {
  const answer = await git
    .ask({ cwd: workspace, args: ["rev-parse", "--show-prefix", "--verify", "HEAD^{commit}"] })
    .catch(() => undefined);
  if (answer?.code !== 0) return undefined;
  const lines = answer.stdout.trimEnd().split("\n");
  return { prefix: lines.length > 1 ? (lines[0] ?? "") : "", commit: lines.at(-1) ?? "" };
}

function toWorktree({ taskId, base, prefix }: WorktreeRecord, places: WorktreePlaces): Worktree {
  const path = places.tree(taskId);
  return { taskId, path, root: join(path, prefix), gitDir: places.gitDir(taskId), base };
}

async function readRecord(taskId: string, { store }: WorktreesDeps) {
  const stored = await store.documents.get(KIND, taskId);
  return stored === undefined ? undefined : { stored, record: WorktreeRecord.parse(JSON.parse(stored)) };
}

async function link(worktree: Worktree, { share, workspace, places }: WorktreesDeps): Promise<void> {
  for (const path of share) {
    const [target, place] = [join(workspace, path), join(worktree.root, path)];
    if (!(await exists(target)) || (await exists(place))) continue;
    await mkdir(dirname(place), { recursive: true });
    await symlink(target, place);
  }
  const lines = share.map((path) => `/${join(worktree.root, path).slice(worktree.path.length + 1)}`);
  await mkdir(join(places.repository, "info"), { recursive: true });
  await writeFile(join(places.repository, "info", "exclude"), `${lines.join("\n")}\n`);
}

async function checkOut(record: WorktreeRecord, deps: WorktreesDeps): Promise<Worktree> {
  const { git, places, workspace } = deps;
  const { repository } = places;
  const worktree = toWorktree(record, places);
  if (!(await exists(join(repository, "HEAD")))) {
    await git.run({ args: ["init", "--quiet", "--bare", repository] });
  }
  const ref = `refs/switchyard/base/${record.taskId}`;
  const top = (await git.run({ cwd: workspace, args: ["rev-parse", "--show-toplevel"] })).trim();
  await git.run({
    gitDir: repository,
    args: [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--update-shallow",
      "--force",
      top,
      `HEAD:${ref}`,
    ],
  });
  await rm(worktree.path, { recursive: true, force: true });
  await git.run({ gitDir: repository, args: ["worktree", "prune"] });
  await mkdir(dirname(worktree.path), { recursive: true });
  await git.run({
    gitDir: repository,
    args: ["worktree", "add", "--quiet", "--force", "--detach", worktree.path, record.base],
  });
  await git.run({ gitDir: repository, args: ["update-ref", ref, record.base] });
  await link(worktree, deps);
  return worktree;
}

function elsewhere(taskId: string): BotError {
  return new BotError(
    "worktree.elsewhere",
    `The worktree of ${taskId} lies in the data folder of another worker. Workers that change files need one data folder.`,
    { retryable: true },
  );
}

const NO_REPOSITORY = new BotError(
  "worktree.no_repository",
  "The workspace is not a Git repository with a commit, so nothing in it can be changed; reading works. Run `git init` and commit once.",
);

async function openLocked(taskId: string, place: string, deps: WorktreesDeps): Promise<Worktree> {
  const { store, clock, places } = deps;
  const known = await readRecord(taskId, deps);
  if (known !== undefined && known.record.place !== place) throw elsewhere(taskId);
  const head = known === undefined ? await headOf(deps) : undefined;
  if (known === undefined && head === undefined) throw NO_REPOSITORY;
  const now = clock.now();
  const record: WorktreeRecord = known?.record ?? {
    taskId,
    place,
    base: head?.commit ?? "",
    prefix: head?.prefix ?? "",
    createdMs: now,
    usedMs: now,
  };
  const worktree = toWorktree(record, places);
  const isThere =
    known !== undefined && (await exists(join(worktree.gitDir, "HEAD"))) && (await exists(worktree.path));
  if (!isThere) await checkOut(record, deps);
  // Last: a record says that the worktree is complete.
  const value = JSON.stringify({ ...record, usedMs: now });
  await store.commit({ documents: [{ kind: KIND, id: taskId, value }] });
  return worktree;
}

async function removeLocked(taskId: string, deps: WorktreesDeps): Promise<{ patch?: string } | undefined> {
  const { git, places, clock, store } = deps;
  const known = await readRecord(taskId, deps);
  if (known === undefined) return undefined;
  const worktree = toWorktree(known.record, places);
  let saved: { patch?: string } = {};
  if (await exists(worktree.path)) {
    const diff = await takeDiff(worktree, git, ["--binary"]);
    if (diff !== "") {
      const patch = places.patch(taskId, clock.now());
      await mkdir(places.patches, { recursive: true });
      await writeFile(patch, diff, { mode: 0o600 });
      saved = { patch };
    }
    await rm(worktree.path, { recursive: true, force: true });
  }
  await git.run({ gitDir: places.repository, args: ["worktree", "prune"] });
  await git.ask({ gitDir: places.repository, args: ["update-ref", "-d", `refs/switchyard/base/${taskId}`] });
  const refs = await git.run({
    gitDir: places.repository,
    args: ["for-each-ref", "--format=%(refname)", `refs/switchyard/work/${taskId}/`],
  });
  for (const ref of refs.split("\n").filter((line) => line !== ""))
    await git.ask({ gitDir: places.repository, args: ["update-ref", "-d", ref] });
  await store.commit({ documents: [{ kind: KIND, id: taskId, value: null }] });
  return saved;
}

/** So long what was found out about the workspace holds: each run of an agent asks, and asking starts a process. */
const KNOWN_FOR_MS = 10_000;

function createRepositoryCheck(deps: WorktreesDeps): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly answer: Promise<boolean> } | undefined;
  return async () => {
    const nowMs = deps.clock.now();
    if (last === undefined || Math.abs(nowMs - last.atMs) >= KNOWN_FOR_MS)
      last = { atMs: nowMs, answer: headOf(deps).then((head) => head !== undefined) };
    return last.answer;
  };
}

/** Worktrees below the data folder, off a bare repository that is fetched from the workspace. */
export function createWorktrees(deps: WorktreesDeps): Worktrees {
  const { git, places, store } = deps;
  const place = async () => placeId(places);
  const locked = async <T>(taskId: string, work: () => Promise<T>) =>
    withLease(`worktree.${taskId}`, work, deps);

  async function find(taskId: string): Promise<Worktree | undefined> {
    const known = await readRecord(taskId, deps);
    if (known === undefined || known.record.place !== (await place())) return undefined;
    const worktree = toWorktree(known.record, places);
    return (await exists(worktree.path)) ? worktree : undefined;
  }

  async function open(taskId: string): Promise<Worktree> {
    const here = await place();
    // One repository for all: two that fetch into it at once would get in each other's way.
    return withLease(`repository.${here}`, async () => openLocked(taskId, here, deps), deps);
  }

  return {
    isRepository: createRepositoryCheck(deps),
    find,
    open,
    async write(taskId, work) {
      const worktree = await open(taskId);
      return locked(taskId, async () => work(worktree));
    },
    async diff(taskId) {
      const worktree = await find(taskId);
      return worktree === undefined ? "" : locked(taskId, async () => takeDiff(worktree, git));
    },
    async snapshot(taskId, message) {
      const worktree = await find(taskId);
      if (worktree === undefined) return undefined;
      return locked(taskId, async () => takeSnapshot(worktree, message, { git, nowMs: deps.clock.now() }));
    },
    async remove(taskId) {
      const here = await place();
      return withLease(
        `repository.${here}`,
        async () => locked(taskId, async () => removeLocked(taskId, deps)),
        deps,
      );
    },
    async list() {
      const here = await place();
      const all = [...(await store.documents.list(KIND)).values()];
      return all
        .map((text) => WorktreeRecord.parse(JSON.parse(text)))
        .filter((record) => record.place === here);
    },
  };
}
