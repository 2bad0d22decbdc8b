import { expect, test } from "vitest";
import { renderMessage } from "../../../../adapters/slack/outgoing/render-message.ts";
import { renderBoard } from "../../../../src/board/render-board.ts";
import type { OutgoingMessage } from "../../../../src/chat/messages.ts";
import { renderCard } from "../../../../src/effects/effect-card.ts";
import { escalationCard } from "../../../../src/escalations/render-escalation.ts";
import { aMatter, createLadderKit } from "../../../escalations/ladder-kit.ts";
import type { GateReport } from "../../../../src/gates/gate-report.ts";
import { renderReportCard } from "../../../../src/gates/render-report-card.ts";
import { planTask } from "../../../../src/orchestration/plan-task.ts";
import { choosablePatterns } from "../../../../src/orchestration/rules/choose-pattern.ts";
import { Config } from "../../../../src/config/config.ts";
import { createPeople } from "../../../../src/people/people.ts";
import { ASK, createConversation } from "../../../conversation/conversation-kit.ts";
import { shipped } from "../../../orchestration/shipped.ts";
import { showBlocks } from "./show-blocks.ts";

/*
 * How the core's own messages look in Slack. They are made by the code that makes them, so that a change of their words
 * is seen here as people would see it.
 */

function show(message: OutgoingMessage): string {
  const { blocks } = renderMessage(message);
  expect(blocks).toBeDefined();
  return showBlocks(blocks);
}

/** What the bot posts first about a request. */
async function firstPost(kit: ReturnType<typeof createConversation>, text: string): Promise<OutgoingMessage> {
  for (const delivery of await kit.say("1", text)) if (delivery.kind === "post") return delivery.message;
  throw new Error("nothing was posted");
}

test("the acknowledgement", async () => {
  const message = await firstPost(createConversation(), "the allocator test fails");

  expect(show(message)).toMatchInlineSnapshot(`
    "**T1** is with **debug**. It starts now.
    (Why debug: the words of the request, 91 % sure; next would be code (5 %). Priority normal (2). If it is the wrong one, answer wrong agent.)
    [Why?] [Wrong agent] [danger: Stop]"
  `);
});

test("the clarifying question", async () => {
  const message = await firstPost(createConversation({ route: () => ASK }), "make it better");

  expect(show(message)).toMatchInlineSnapshot(`
    "Who should take this? I am only 40 % sure, so nothing has started yet.
    [Debugger] [Code writer] [Architect]"
  `);
});

test("a plan that waits for its start", async () => {
  const kit = createConversation({ route: () => ({ primary: "code", complexity: "critical" }) });
  Object.assign(kit.deps, {
    agents: () => shipped.agents,
    plan: (request: Parameters<typeof kit.deps.plan>[0]) => planTask(request, shipped),
    patterns: () => choosablePatterns(shipped.playbook),
  });

  const message = await firstPost(kit, "security: rebuild the memory pool of bitnet-core");

  expect(show(message)).toMatchInlineSnapshot(`
    "**T1** would be with **code** and 3 more.
    (Why code: the words of the request, 91 % sure; next would be debug (91 %). Priority urgent (15). If it is the wrong one, answer wrong agent.)
    This is the plan (4 agents, 4 agent jobs); nothing starts before you say so:
    1. \`implementation\`: The work – **code**
    2. \`specialist_reviews\`: Reviews, one after the other – rust_best_practices_specialist, debug, reviews in turn (after implementation)
    3. \`final_check\`: The last word – **truth_validator** (after specialist_reviews; gates truth_validation)
    Coordinator: **orchestrator**
    Answer \`start\`, \`change\` or \`cancel\`.
    [Start] [Change] [Cancel]"
  `);
});

test("an effect that waits for approval", () => {
  const message = renderCard({
    id: "e1",
    taskId: "T12",
    tool: "git_branch",
    args: { name: "fix-leak", base: "main" },
    hash: "0123456789abcdef",
    title: "push a branch",
    diff: "--- a/pool.rs\n+++ b/pool.rs\n-leak();\n+drop(pool);",
    proposedBy: "code",
    proposedMs: 0,
    expiresMs: 3_600_000,
    state: "proposed",
    attempt: 1,
  });

  expect(show(message)).toMatchInlineSnapshot(`
    "**code** asks to **push a branch** (\`e1\` of **T12**). Nothing has happened yet. On approval exactly this runs: \`git_branch\` with
    \`\`\`
    {
      "base": "main",
      "name": "fix-leak"
    }
    \`\`\`
    \`\`\`
    --- a/pool.rs
    +++ b/pool.rs
    -leak();
    +drop(pool);
    \`\`\`
    \`/approve T12 e1\` or \`/refuse T12 e1 reason\`, until 1970-01-01 01:00 UTC. Checksum \`0123456789ab\`.
    [Approve] [Refuse]"
  `);
});

test("a result with its report card", () => {
  const report: GateReport = {
    gate: "code-review",
    title: "Review of the change",
    taskId: "T12",
    attempt: 2,
    verdict: "failed",
    checks: [
      {
        id: "tests",
        title: "Tests",
        verdict: "failed",
        reason: "1 of 212 tests fails",
        counts: { passed: 211, failed: 1, skipped: 0 },
        failures: [{ name: "pool::drops_all", file: "src/pool.rs", line: 42, message: "left: 1, right: 0" }],
        evidence: [],
      },
      {
        id: "lint",
        title: "Lint",
        verdict: "passed",
        reason: "Nothing to remark",
        failures: [],
        evidence: [],
      },
    ],
    evidence: [],
    reviewers: ["security"],
    at: "2031-03-03T09:00:00.000Z",
  };
  const text = `**T12 is done.** The leak was in \`Pool::reset\`.\n\n${renderReportCard([report])}\n\n*12 min, 41,000 tokens, 0.18 USD*`;
  const choices = {
    prompt: "feedback.T12",
    options: [
      { value: "right", label: "Helpful" },
      { value: "wrong", label: "Wrong agent" },
    ],
    isQuiet: true,
  };

  expect(show({ text, choices })).toMatchInlineSnapshot(`
    "**T12 is done.** The leak was in \`Pool::reset\`.

    **Report card**: failed

    **Review of the change**: failed, attempt 2, 2 checks, reviewed by security
    - Tests: **failed**. 1 of 212 tests fails.
      - \`pool::drops_all\` at \`src/pool.rs:42\`: left: 1, right: 0
      - Evidence: none
    - Lint: **passed**. Nothing to remark.
      - Evidence: none
    (12 min, 41,000 tokens, 0.18 USD)
    [Helpful] [Wrong agent]"
  `);
});

test("an escalation that calls somebody", async () => {
  const { escalations, clock } = createLadderKit();
  const attempts = ["connected three times", "asked <!here> in the log"];
  const { escalation } = await escalations.raise({ ...aMatter, attempts });
  const ladder = await escalations.ladderOf(escalation);
  const card = escalationCard(escalation, { ladder, zone: "UTC", nowMs: clock.now() });

  expect(show({ ...card, mentions: [{ kind: "person", id: "U0ADA" }] })).toMatchInlineSnapshot(`
    "<RING U0ADA> **E1** · T1 · high, a decision
    the licence server is away
    Since 3 Mar 09:00 (0 min).
    Tried:
    - connected three times
    - asked <!here> in the log
    What would help:
    - access to the server
    Level 1, Individual Resolution. Asked: **debug**, **Ada**.
    Next: level 2, Team Collaboration, asks nobody, 3 Mar 11:00.
    [primary: Acknowledge] [Snooze] [Resolve] [Reassign] [Raise]"
  `);
});

test("the pinned board", () => {
  const thread = { platform: "slack", workspace: "T1", channel: "C1", thread: "1.1" };
  const atMs = Date.parse("2031-03-03T09:00:00.000Z");
  const task = { thread, requester: "slack:U1", agents: ["debug"], sinceMs: atMs - 600_000 };
  const text = renderBoard({
    board: {
      atMs,
      waiting: [],
      escalated: [
        {
          id: "x1",
          name: "E1",
          taskId: "T9",
          problem: "No access",
          askedOf: ["Ada"],
          sinceMs: atMs - 3_600_000,
        },
      ],
      running: [{ ...task, id: "T12", title: "Find the <!channel> leak", step: "2 of 4: Review" }],
      queued: [{ ...task, id: "T13", title: "Write the guide", position: 1 }],
      held: [],
      ended: [],
    },
    people: createPeople(Config.parse({})),
    zone: "UTC",
    ended: new Map(),
  });

  expect(show({ text })).toMatchInlineSnapshot(`
    "**Board**, Monday 3 March

    **Escalated (1)**
    - **T9** No access (asked Ada, 1 h)
    **Running (1)**
    - **T12** Find the <!channel> leak (debug, 10 min, 2 of 4: Review)
    **Queued (1)**
    - **T13** Write the guide (debug, next)"
  `);
});

test("a weekly report with its table", () => {
  const text = `# Week 10\n\n| agent | tasks | passed first |\n| --- | ---: | ---: |\n| debug | 12 | 83 % |\n| code | 9 | 78 % |\n\n*Counted from the event log.*`;

  expect(show({ text })).toMatchInlineSnapshot(`
    "# Week 10
    | agent | tasks | passed first |
    | debug | 12 | 83 % |
    | code | 9 | 78 % |
    (Counted from the event log.)"
  `);
});
