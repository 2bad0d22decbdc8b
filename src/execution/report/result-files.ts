import type { OutgoingFile } from "../../chat/messages.ts";
import { codeBlock } from "../../text/code-block.ts";
import { shorten } from "../../text/shorten.ts";
import { showInvisible } from "../../text/show-invisible.ts";
import { redactSecrets } from "../../workspace/redact-secrets.ts";
import type { AgentReport } from "./agent-report.ts";
import { IN_CHAT, IN_SHORT, renderReport, WHOLE } from "./render-report.ts";
import type { ReportFrame } from "./render-report.ts";

export interface ShownResult extends ReportFrame {
  readonly report: AgentReport;
  readonly taskId: string;
  readonly agentId: string;
  /** What the task has changed, as a unified diff; empty: nothing. */
  readonly patch: string;
}

const PATCH_INLINE = 1_200;
const MAX_FILE_CHARS = 200_000;

/** The name of a task's patch; whoever changes more replaces it. */
export function patchName(taskId: string): string {
  return `${taskId}.diff`;
}

/** The report in short with the whole of it as a file where a chat cannot show all of it, else as it is. */
function shownReport(shown: ShownResult): { readonly text: string; readonly files: readonly OutgoingFile[] } {
  const { report, taskId, agentId } = shown;
  const [text, whole] = [renderReport(report, shown, IN_CHAT), renderReport(report, shown, WHOLE)];
  if (text === whole) return { text, files: [] };
  const name = `${taskId}-${agentId}.md`;
  return {
    text: `${renderReport(report, shown, IN_SHORT)}\n\nThe whole report is in \`${name}\`.`,
    files: [{ name, mediaType: "text/markdown", content: whole }],
  };
}

function shownPatch({ taskId, patch }: ShownResult): {
  readonly text: string;
  readonly files: readonly OutgoingFile[];
} {
  if (patch.trim() === "") return { text: "", files: [] };
  const safe = showInvisible(redactSecrets(patch, { holdsKey: false }));
  if (safe.length <= PATCH_INLINE) return { text: `\n\n${codeBlock("diff", safe)}`, files: [] };
  const name = patchName(taskId);
  const content = shorten(safe, MAX_FILE_CHARS);
  return {
    text: `\n\nThe change is in \`${name}\`.`,
    files: [{ name, mediaType: "text/x-diff", content }],
  };
}

/** A result as people read it: what is long goes into files, of which the text tells. */
export function showResult(shown: ShownResult): {
  readonly body: string;
  readonly files: readonly OutgoingFile[];
} {
  const [report, patch] = [shownReport(shown), shownPatch(shown)];
  return { body: `${report.text}${patch.text}`, files: [...report.files, ...patch.files] };
}
