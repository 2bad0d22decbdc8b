/** A file that a text names, and the line when it says one, as in `src/pool.rs:42`. */
export interface PathMention {
  readonly path: string;
  readonly line?: number;
}

const MENTION =
  /(?<![\w/.-])(?:\.{0,2}\/)?((?:[\w@.-]{1,80}\/){0,12}[\w.-]{1,80}\.[A-Za-z]\w{0,9})(?::(\d{1,6}))?/gu;
const MAX_MENTIONS = 8;
/** A name that fits more files than this says too little to single one out. */
const MAX_FILES_PER_NAME = 3;

/** The file names and paths in a text, first mentions first; it cannot know whether they exist. */
export function findPathMentions(text: string): readonly PathMention[] {
  const found = new Map<string, PathMention>();
  for (const [, path, line] of text.matchAll(MENTION)) {
    if (path === undefined || found.size >= MAX_MENTIONS) break;
    const known = found.get(path);
    if (known === undefined || (known.line === undefined && line !== undefined)) {
      found.set(path, line === undefined ? { path } : { path, line: Number(line) });
    }
  }
  return [...found.values()];
}

/**
 * The files that a mention can mean: the path itself, or those it is the end of. A stack trace often names a
 * path from another machine, so when nothing fits its first folders are dropped one by one, but never down to
 * the bare name.
 */
export function filesMeant(named: string, paths: Iterable<string>): readonly string[] {
  const all = [...paths];
  let wanted = named.replace(/^\.\//u, "");
  for (;;) {
    const suffix = `/${wanted}`;
    const matching = all.filter((path) => path === wanted || path.endsWith(suffix));
    if (matching.length > 0) return matching.length <= MAX_FILES_PER_NAME ? matching : [];
    const slash = wanted.indexOf("/");
    if (slash === -1 || !wanted.includes("/", slash + 1)) return [];
    wanted = wanted.slice(slash + 1);
  }
}
