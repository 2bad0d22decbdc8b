import { expect, test } from "vitest";
import { assignmentJob, assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { createConversation, textsOf } from "./conversation-kit.ts";

test.each([
  [false, "debug waits for a GPU worker."],
  [true, "debug waits for a GPU worker; if none is free in time, it works without."],
])("/status says who waits for a GPU worker, and whether that ends by itself (%s)", async (prefers, said) => {
  const kit = createConversation();
  const task = teamTask("T1");
  const [assignment] = assignmentsOf(task);
  if (assignment === undefined) throw new Error("nobody works on it");
  const value = JSON.stringify({ place: "gpu", prefers, sinceMs: 0 });
  const job = { kind: "gpu-jobs", id: assignmentJob(task, assignment).id, value };
  await kit.store.commit({ task, documents: [job] });

  const seen = await kit.command("m1", "status", "T1");

  expect(textsOf(seen).join("\n")).toContain(said);
});
