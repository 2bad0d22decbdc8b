import type { OutgoingFile } from "../chat/messages.ts";
import { resultField } from "../tasks/assignment-job.ts";
import type { AgentResult, Stage, Task } from "../tasks/task.ts";

type Results = ReadonlyMap<string, AgentResult>;

function latestOfEachName(files: readonly OutgoingFile[]): OutgoingFile[] {
  return [...new Map(files.map((file) => [file.name, file])).values()];
}

function isPatch({ mediaType }: OutgoingFile): boolean {
  return mediaType === "text/x-diff";
}

function filesOf(task: Task, stages: readonly Stage[], results: Results): OutgoingFile[] {
  const assignments = stages.flatMap((stage) => stage.assignments);
  return assignments.flatMap(
    (assignment) => results.get(assignment.result ?? resultField(task, assignment))?.files ?? [],
  );
}

/** The whole reports that go with the note about a stage; its patch comes with the end. */
export function filesOfStage(task: Task, stage: Stage, results: Results): OutgoingFile[] {
  return latestOfEachName(filesOf(task, [stage], results).filter((file) => !isPatch(file)));
}

/** What goes with the final reply: the patch, and for a plan of one stage, which has no notes, the reports too. */
export function filesOfEnd(task: Task, results: Results): OutgoingFile[] {
  const { stages } = task.plan;
  const all = filesOf(task, stages, results);
  return latestOfEachName(stages.length === 1 ? all : all.filter(isPatch));
}
