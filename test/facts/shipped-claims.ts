import { readFileSync } from "node:fs";
import { parseYaml } from "../../src/config/parse-yaml.ts";
import { ClaimRules } from "../../src/orchestration/rules/claim-rules.ts";

const FILE = "agent-config/rules/claims.yaml";

export function shippedClaimRules(): ClaimRules {
  const parsed = parseYaml({ file: FILE, text: readFileSync(FILE, "utf8") }, ClaimRules);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
