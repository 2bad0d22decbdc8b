import { expect, test } from "vitest";
import { renderSkill } from "../../src/conversation/render-skill.ts";
import { planRequest } from "../../src/orchestration/create-planner.ts";
import { findSkills, skillOf } from "../../src/orchestration/find-skills.ts";
import { selectPrimary } from "../../src/orchestration/select-primary.ts";
import { NOW, stateOf } from "./load-kit.ts";
import { routeTo, shipped } from "./shipped.ts";

const { agents, rules, playbook } = shipped;
const sources = { skills: playbook.skills, rules, agents };

/** Who leads work of a skill when its first one is at its limit and the assignment matrix knows no second. */
function standInFor(name: string, busy: readonly string[] = []): string {
  const [skill] = findSkills(name, sources);
  const favourite = skill?.experts[0] ?? "nobody";
  const kind = skill?.kinds[0] ?? favourite;
  const standings = Object.fromEntries([favourite, ...busy].map((agent) => [agent, { open: 3 }]));
  return selectPrimary(
    {
      favourite,
      isByPerson: false,
      alternatives: [],
      taskType: { id: kind, title: kind, secondary: undefined },
      complexity: "simple",
      skill: skillOf({ requestType: kind, favourite }, sources),
    },
    { agents, rules: playbook.workload, state: stateOf(standings) },
  ).agent;
}

// seed: rules.yaml#skill_distribution
test.each([
  ["rust", "code"],
  ["architecture", "project_research"],
  ["performance", "inference_engine_specialist"],
  ["testing", "error_handling_specialist"],
  ["documentation", "ask"],
  ["quality_assurance", "test_utilities_specialist"],
  ["security", "rust_best_practices_specialist"],
  ["publishing", "truth_validator"],
  ["saas", "api_development_specialist"],
  ["api", "saas_platform_architect"],
  ["business_intelligence", "customer_success_specialist"],
  ["customer_success", "business_intelligence_specialist"],
  ["devops", "saas_platform_architect"],
  ["ui_ux", "api_development_specialist"],
])(
  "where the first one of the skill %s cannot take work, %s of the same skill stands in",
  (skill, standIn) => {
    expect(standInFor(skill)).toBe(standIn);
  },
);

test.each([
  ["debugging", "code"],
  ["inference", "performance_engineering_specialist"],
  ["error handling", "test_utilities_specialist"],
  // Its second is the orchestrator, which does no work.
  ["project management", "development_phase_tracker"],
])("the skill %s has no row of its own, so %s stands in by the assignment matrix", (skill, standIn) => {
  expect(standInFor(skill)).toBe(standIn);
});

test("when no expert is free, somebody who has some of the skill stands in", () => {
  expect(standInFor("publishing", ["truth_validator"])).toBe("code");
  expect(agents.get(standInFor("rust", ["code"]))?.group).toBe("core_development");
});

test("a skill rotates over all kinds of its work", () => {
  const choice = (requestType: string) =>
    planRequest(
      {
        text: "yank the release",
        route: {
          ...routeTo("publishing_expert"),
          alternatives: [
            { agent: "publishing_expert", score: 0.4 },
            { agent: "devops_infrastructure_specialist", score: 0.395 },
          ],
        },
      },
      shipped,
      stateOf({ publishing_expert: { taken: [{ atMs: NOW, requestType, complexity: "medium" }] } }),
    ).selection.agent;

  expect(choice("version_management")).toBe("devops_infrastructure_specialist");
  expect(choice("architecture_design")).toBe("publishing_expert");
});

test("somebody who learns a skill is taken along by somebody experienced", () => {
  const done = { done: 50 };
  const { selection } = planRequest(
    { text: "please", route: routeTo("rust_best_practices_specialist") },
    shipped,
    stateOf({ rust_best_practices_specialist: done, code: done }),
  );

  expect(agents.get(selection.learner ?? "")?.group).toBe("core_development");
});

test.each([
  ["rust", "Rust Expertise", "rust_best_practices_specialist", "code"],
  ["Rust Expertise", "Rust Expertise", "rust_best_practices_specialist", "code"],
  ["security", "Security & Safety", "security_reviewer", "rust_best_practices_specialist"],
  ["ux", "UI/UX Development", "ui_ux_development_specialist", "api_development_specialist"],
  ["error handling", "Error Handling Systems", "error_handling_specialist", "test_utilities_specialist"],
])("/agents skill %s shows who has %s: first %s, then %s", (name, title, first, second) => {
  const text = renderSkill(name, sources);

  expect(text).toContain(`**${title}**\nExperts, the first one first:\n- **${first}**: `);
  expect(text).toContain(`\n- **${second}**: `);
});

test("learners, coordination and load are shown", () => {
  const busy = { state: stateOf({ code: { open: 2 } }), workload: playbook.workload };

  const rust = renderSkill("rust", sources, busy);

  expect(rust).toMatch(/\*\*code\*\*: .* \*2 of 3 tasks open\*/u);
  expect(rust).toMatch(/Learners:\n(?:- .*\n)*- \*\*debug\*\*/u);
  expect(renderSkill("architecture", sources)).toContain("Coordinated by orchestrator.");
});

test("a word that several skills have shows all of them", () => {
  expect(findSkills("development", sources).map(({ id }) => id)).toEqual(["api", "ui_ux"]);
});

test("an unknown skill is answered with the known ones, and the nearest", () => {
  expect(renderSkill("secrity", sources)).toMatch(
    /^No skill is called "secrity"\. Did you mean "security"\? Skills: rust, /u,
  );
  expect(renderSkill("", sources)).toMatch(/^Skills: rust, .*, project management\.$/u);
});
