import type { ModelTool } from "../model/chat-model.ts";
import { REPORT_SCHEMA } from "../report/read-report.ts";

/** The name of the tool that a report is handed in with; no other tool may have it. */
export const DELIVER = "deliver_report";

export const DELIVER_TOOL: ModelTool = {
  name: DELIVER,
  description: "Hands in your report. Call it once, when you are done or cannot go on; it ends your work.",
  schema: REPORT_SCHEMA,
};
