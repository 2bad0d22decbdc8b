import { expect, test } from "vitest";
import { choosePattern } from "../../../src/orchestration/rules/choose-pattern.ts";
import { conditionHolds, type RequestFacts } from "../../../src/orchestration/rules/condition.ts";
import { isAgentSelector } from "../../../src/orchestration/rules/pattern-rules.ts";
import { shipped } from "../shipped.ts";

const FACTS: RequestFacts = {
  requestType: "code_implementation",
  complexity: "medium",
  flags: [],
  domains: ["code"],
};

test.each<[string, Partial<RequestFacts>]>([
  ["emergency_response", { flags: ["emergency", "core_change"], complexity: "critical" }],
  ["critical_infrastructure_change", { flags: ["core_change", "cross_cutting"], complexity: "high" }],
  ["commercial_feature_development", { flags: ["user_facing"], requestType: "ui_ux_development" }],
  ["cross_domain_development", { flags: ["cross_cutting"], domains: ["code", "api_development_specialist"] }],
  ["review_and_validation_cascade", { complexity: "critical" }],
  ["review_and_validation_cascade", { flags: ["security_sensitive"], complexity: "high" }],
  ["collaborative_joint_ownership", { flags: ["performance_critical"] }],
  ["parallel_with_sync_points", { domains: ["a", "b", "c"] }],
  ["sequential_with_handoffs", {}],
  ["single_specialist", { complexity: "simple" }],
])("%s is chosen for its kind of request", (id, changes) => {
  expect(choosePattern(shipped.playbook.patterns, { ...FACTS, ...changes }).id).toBe(id);
});

test.each<[string, Parameters<typeof conditionHolds>[0], boolean]>([
  ["a flag that is set", { flag: "user_facing" }, true],
  ["a flag that is not set", { flag: "emergency" }, false],
  ["a flag that must not be set and is", { withoutFlag: "user_facing" }, false],
  ["a flag that must not be set and is not", { withoutFlag: "emergency" }, true],
  ["one of the levels", { complexity: ["medium", "high"] }, true],
  ["none of the levels", { complexity: ["critical"] }, false],
  ["one of the kinds", { requestTypes: ["documentation", "code_implementation"] }, true],
  ["none of the kinds", { requestTypes: ["documentation"] }, false],
  ["a domain that is needed", { domain: "code" }, true],
  ["a domain that is not needed", { domain: "ask" }, false],
  ["enough domains", { domainsAtLeast: 2 }, true],
  ["too few domains", { domainsAtLeast: 3 }, false],
  ["two keys that both hold", { flag: "user_facing", domain: "code" }, true],
  ["two keys of which one holds", { flag: "user_facing", domain: "ask" }, false],
])("a condition is held against the facts: %s", (_, condition, holds) => {
  const facts: RequestFacts = { ...FACTS, flags: ["user_facing"], domains: ["code", "debug", "code"] };

  expect(conditionHolds(condition, facts)).toBe(holds);
});

test.each([
  ["domain_primary", true],
  ["team", true],
  ["debug", false],
])("%s is told from the names of agents: %s", (name, isSelector) => {
  expect(isAgentSelector(name)).toBe(isSelector);
});
