/** What the work of a stage that does not pass is known by, whether its gates fail or a limit was reached. */
export function gatesMatter(taskId: string, stageId: string): string {
  return `${taskId}/gates/${stageId}`;
}
