import { expect, test } from "vitest";
import { allCommands } from "../../src/conversation/commands/all-commands.ts";
import { planOf } from "../workflow/shipped-patterns.ts";
import { aTask } from "../store-contract/samples.ts";
import { createConversation, textsOf } from "./conversation-kit.ts";

function open(options: Parameters<typeof createConversation>[0] = {}, hasApprovers = false) {
  const kit = createConversation(options);
  Object.assign(kit.deps, { hasApprovers });
  let last = 0;
  return {
    ...kit,
    /** The answer to a command. */
    ask: async (name: string, args = "") => {
      last += 1;
      return textsOf(await kit.command(`c${last}`, name, args)).join("\n");
    },
  };
}

// seed: rules.yaml#checklists
test.each([
  ["pre_commercial_readiness", "0 of 5 done", "☐ `builds` every crate builds cleanly"],
  ["commercial_week_1", "0 of 5 done", "☐ `technical_polish` clear the last failing test"],
  ["commercial_principles", "to be kept in mind", "`customer_focus` what can be built"],
  ["foundation", "0 of 5 done", "☐ `tests_before_beta` more than 95 %"],
])("/checklist %s calls the list up with its state and items: %s, %s", async (list, progress, item) => {
  const { ask } = open();

  const text = await ask("checklist", list);

  expect(text).toContain(`(\`${list}\`), ${progress}:`);
  expect(text).toContain(`- ${item}`);
  expect(await ask("checklist")).toMatch(new RegExp(`^- \`${list}\` .*: ${progress}$`, "mu"));
});

test.each([
  ["technical_polish", "(days 1 to 2, debug)"],
  ["saas_planning", "(days 1 to 3, saas_platform_architect)"],
  ["customer_discovery", "(days 3 to 5, customer_success_specialist)"],
  ["business_intelligence", "(days 4 to 5, business_intelligence_specialist)"],
  ["market_preparation", "(day 5, customer_success_specialist)"],
])(
  "the item %s of the first commercial week is shown with its days and owner %s, and done only with evidence",
  async (item, facts) => {
    const { ask } = open();

    expect(await ask("checklist", "commercial_week_1")).toMatch(
      new RegExp(`☐ \`${item}\` .*${facts.replace(/[()]/gu, "\\$&")}$`, "mu"),
    );
    expect(await ask("checklist", `commercial_week_1 done ${item}`)).toContain("By what can it be seen?");
    const text = await ask("checklist", `commercial_week_1 done ${item} report 7`);

    expect(text).toMatch(new RegExp(`☑ \`${item}\` .* – report 7 \\(Ada, 20`, "mu"));
    expect(text).toContain("1 of 5 done");
  },
);

test("an item that is done stays so with its first evidence, until it is opened again", async () => {
  const { ask, eventTypes } = open();
  await ask("checklist", "foundation done core_reliable run 1");

  const again = await ask("checklist", "foundation done core_reliable run 2");
  const reopened = await ask("checklist", "foundation open core_reliable");

  expect(again).toMatch(/^`core_reliable` is done already\.\n[\s\S]*run 1/u);
  expect(reopened).toContain("☐ `core_reliable`");
  expect((await eventTypes()).filter((type) => type === "checklist.marked")).toHaveLength(2);
});

test.each([
  ["fundation", 'There is no "fundation". Did you mean `foundation`?'],
  ["foundation done nothing x", 'There is no "nothing".'],
  ["commercial_principles done revenue x", "is to be kept in mind, and never done."],
  ["T9", "I know no task T9"],
])("/checklist %s explains itself", async (args, answer) => {
  expect(await open().ask("checklist", args)).toContain(answer);
});

test("where somebody has the permission to approve, others mark nothing", async () => {
  const { ask } = open({ deny: ["approve"] }, true);

  expect(await ask("checklist", "foundation done core_reliable run 1")).toBe(
    "Marking takes the permission `approve`.",
  );
  expect(await ask("checklist", "foundation")).toContain("0 of 5 done");
});

test("the lists that the stages and gates of a plan name are shown with the task and in its plan", async () => {
  const { ask, store } = open();
  const plan = planOf("commercial_feature_development");
  await store.commit({ task: aTask("T1", { plan }) });
  await ask("checklist", "foundation done core_reliable run 1");

  expect(plan.stages.flatMap(({ id, checklists }) => checklists.map((list) => [id, list]))).toEqual([
    ["business_planning", "foundation"],
    ["business_planning", "commercial_principles"],
    ["business_planning", "commercial_week_1"],
    ["launch", "pre_commercial_readiness"],
  ]);
  expect(await ask("checklist", "T1")).toMatch(
    /^Checklists of \*\*T1\*\*:\n\*\*Before anything commercial\*\*/u,
  );
  expect(await ask("plan", "T1")).toContain("- `foundation` Before features: 1 of 5 done");
});

test("a task whose stages name no list says so", async () => {
  const { ask, say } = open();
  await say("m1", "the stream breaks off");

  expect(await ask("checklist", "T1")).toBe(
    "No stage of **T1** names a checklist. `/checklist` lists them all.",
  );
});

test("the command is in the list that help and completion are made from", async () => {
  expect(allCommands.map(({ name }) => name)).toContain("checklist");
  expect(await open().ask("help")).toContain("`/checklist [name | T12]");
});
