import { z } from "zod";

const MAX_ITEMS = 40;
const words = (most: number) => z.string().trim().min(1).max(most);
const LINE = 600;

/** A list that a model may leave out; with nothing to say it is empty. */
const list = <T extends z.ZodType>(of: T) => z.array(of).max(MAX_ITEMS).default([]);

export const ReportFinding = z.object({
  text: words(LINE).describe("What you found, in one or two sentences."),
  file: z.string().trim().max(400).optional().describe("Path in the workspace, where it is about a file."),
  line: z.number().int().positive().optional().describe("Line in that file."),
});
export type ReportFinding = z.infer<typeof ReportFinding>;

/** What an agent says at the end of its work. Unknown keys are dropped. */
export const AgentReport = z.object({
  summary: words(1_200).describe("The short answer, in one to three sentences."),
  findings: list(ReportFinding).describe(
    "What you found out, each with its file and line where there is one.",
  ),
  changes: list(
    z.object({ file: words(400), what: words(LINE).describe("What was changed there, and why.") }),
  ).describe("Files that you changed."),
  evidence: list(
    z.object({
      title: words(200).describe("What it shows."),
      target: words(400).describe("A file of the workspace, a commit or a page."),
      line: z.number().int().positive().optional(),
    }),
  ).describe("Places where anybody can check what you say."),
  nextSteps: list(words(LINE)).describe("What is to be done next, in order."),
  blockers: list(words(LINE)).describe("Open questions and what keeps the work from going on."),
  confidence: z.number().min(0).max(1).describe("How sure you are, from 0 to 1."),
  wantsChanges: z
    .string()
    .trim()
    .max(1_200)
    .nullish()
    .describe("Reviewers only: what has to be changed before this may pass. Leave it out when it may pass."),
});
export type AgentReport = z.infer<typeof AgentReport>;
