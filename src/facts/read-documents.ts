import { listFiles } from "../workspace/list-files.ts";
import { readTextFile } from "../workspace/read-text-file.ts";
import type { ClaimDocument } from "./find-claims.ts";

export interface ReadDocuments {
  /** In the order of their paths. */
  readonly documents: readonly ClaimDocument[];
  /** What was left out, and why; sentences for people. */
  readonly notes: readonly string[];
  readonly problem?: string;
}

const DOCUMENT = /\.(?:md|markdown|mdx|rst|adoc|txt)$/iu;
const MAX_BYTES = 2_000_000;
const LIMITS = { maxFiles: 20_000, maxTotalBytes: 500_000_000, maxFileBytes: MAX_BYTES };

/** The documents of a workspace; what `.gitignore` leaves out is left out. Never rejects. */
export async function readDocuments(root: string, skippedPaths: readonly string[]): Promise<ReadDocuments> {
  const listing = await listFiles(root, { limits: LIMITS });
  const wanted = listing.files.filter(
    ({ path }) => DOCUMENT.test(path) && !skippedPaths.some((skipped) => path.includes(skipped)),
  );
  const documents: ClaimDocument[] = [];
  for (const { path: file } of wanted) {
    const text = await readTextFile(listing.root, file, MAX_BYTES);
    if (text !== undefined) documents.push({ file, text });
  }
  const { notes, problem } = listing;
  return { documents, notes, ...(problem === undefined ? {} : { problem }) };
}
