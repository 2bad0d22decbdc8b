import { afterEach, expect, test, vi } from "vitest";
import { runAgentsList } from "../../../src/entry/commands/agents.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** The exit status of a call and what it printed. */
async function list(skill: string, json = false): Promise<{ code: number; text: string }> {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const code = await runAgentsList({ json, skill });
  return { code, text: written.join("") };
}

test("agents list --skill prints experts and learners", async () => {
  const { code, text } = await list("rust");

  expect(code).toBe(0);
  expect(text).toMatch(/^\*\*Rust Expertise\*\*\nExperts[^\n]*\n- \*\*rust_best_practices_specialist\*\*/u);
  expect(text).toContain("Learners:");
});

test("as JSON it is a list of skills", async () => {
  const { text } = await list("publishing", true);

  expect(JSON.parse(text)).toMatchObject([
    { id: "publishing", experts: ["publishing_expert", "truth_validator"], learners: ["code"] },
  ]);
});

test("a skill that nobody has is a failure that names the known ones", async () => {
  const { code, text } = await list("baking");

  expect(code).toBe(1);
  expect(text).toContain("Skills: rust, ");
});
