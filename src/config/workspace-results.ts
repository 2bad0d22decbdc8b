import { z } from "zod";
import { PathInWorkspace } from "./config-parts.ts";

/** How the output of a test command is written down. */
export const ResultFormat = z.enum(["auto", "junit", "tap", "cargo", "vitest", "pytest", "go"]);
export type ResultFormat = z.infer<typeof ResultFormat>;

/** Where the results of the tests are found. */
export const WorkspaceResults = z.strictObject({
  /** auto looks at the text. */
  format: ResultFormat.default("auto"),
  /** A file that the test command writes, relative to the workspace; without it the output is read. */
  file: PathInWorkspace.optional(),
});
export type WorkspaceResults = z.infer<typeof WorkspaceResults>;
