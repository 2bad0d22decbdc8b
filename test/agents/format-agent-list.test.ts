import { expect, test } from "vitest";
import { formatAgentList } from "../../src/agents/format-agent-list.ts";
import { loadAgents } from "../../src/agents/load-agents.ts";
import { agentText, writeFolder } from "./agent-folder.ts";

test("lists agents by group with what is special about each", async () => {
  const dir = await writeFolder({
    "mason.md": agentText("mason", { group: "core_development", gpu: "required", writesWorkspace: true }),
    "baker.md": agentText("baker", { kind: "reference" }),
  });
  const { agents } = await loadAgents(dir);

  const table = formatAgentList(agents);

  expect(table.split("\n")).toEqual([
    "Core development",
    "  mason  gpu, writes  Takes on what belongs to mason.",
    "",
    "Utilities",
    "  baker  reference    Takes on what belongs to baker.",
    "",
    "2 agents",
  ]);
});

test("says so when there are no agents", () => {
  expect(formatAgentList([])).toBe("0 agents");
});
