import { readSettings } from "../../config/settings.ts";
import { BotError } from "../../errors.ts";
import { collectFacts } from "../../facts/collect-facts.ts";
import { createClaimFinder } from "../../facts/find-claims.ts";
import { formatFacts } from "../../facts/format-facts.ts";
import { readDocuments } from "../../facts/read-documents.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import { openMeasurements } from "../open-measurements.ts";
import { agentDir } from "../agent-dir.ts";

/**
 * `switchyard facts`: what the documents of the workspace claim, contested claims side by side and beside
 * what gates measured last. No network. */
export async function runFacts(options: { readonly json: boolean }): Promise<number> {
  const settings = readSettings();
  const definitions = await createDefinitions({ dir: agentDir() });
  const { claims: rules } = definitions.current().playbook;
  await definitions.close();
  const { documents, notes, problem } = await readDocuments(settings.workspacePath, rules.skip.paths);
  if (problem !== undefined)
    throw new BotError("facts.no_workspace", `${problem} (${settings.workspacePath})`);
  const measurements = await openMeasurements(settings).all();
  const facts = collectFacts(documents.flatMap(createClaimFinder(rules)), rules, measurements);
  const output = options.json
    ? JSON.stringify({ documents: documents.length, notes, facts, measurements })
    : [formatFacts(facts, { documents: documents.length, measurements }), ...notes].join("\n");
  process.stdout.write(`${output}\n`);
  return 0;
}
