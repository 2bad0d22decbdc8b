import { cancelCommand } from "./cancel-task.ts";
import { agentCommand } from "./agent-availability.ts";
import { blockCommand, unblockCommand } from "./block-task.ts";
import { bumpCommand } from "./bump-task.ts";
import { catchupCommand } from "./catch-up.ts";
import { refused, type ChatCommand } from "./command.ts";
import { deadCommand, retryCommand } from "./dead-letters.ts";
import { approveCommand, refuseCommand } from "./decide-stage.ts";
import {
  ackCommand,
  escalateCommand,
  raiseCommand,
  resolveCommand,
  snoozeCommand,
  takeoverCommand,
} from "./escalate.ts";
import { whyCommand } from "./explain-task.ts";
import { doneCommand } from "./finish-task.ts";
import { rightCommand, wrongCommand } from "./judge-route.ts";
import { linkCommand } from "./link-task.ts";
import { agentsCommand } from "./list-agents.ts";
import { tasksCommand } from "./list-tasks.ts";
import { escalationsCommand } from "./list-escalations.ts";
import { emergencyCommand } from "./run-emergency.ts";
import { riskCommand, risksCommand } from "./manage-risks.ts";
import { assignCommand, takeCommand } from "./own-task.ts";
import { settingsCommand } from "./person-settings.ts";
import { reassignCommand } from "./reassign-stage.ts";
import { checklistCommand } from "./show-checklist.ts";
import { planCommand } from "./show-plan.ts";
import { setCommand } from "./set-task.ts";
import { standupCommand } from "./run-standup.ts";
import { roadmapCommand } from "./show-roadmap.ts";
import { statusCommand } from "./show-status.ts";
import { budgetCommand } from "./show-budgets.ts";
import { tickCommand } from "./tick-item.ts";
import { forgetCommand, memoryCommand, rememberCommand } from "./use-memory.ts";
import { accountCommand } from "./link-account.ts";
import { unknownAgent } from "./unknown-agent.ts";
import { watchCommand } from "./watch-task.ts";
import { awayCommand, backCommand } from "./tell-absence.ts";
import { skipCommand } from "./skip-stage.ts";
import { startCommand } from "./start-plan.ts";
import { textArgument } from "../task-argument.ts";

const helpCommand: ChatCommand = {
  name: "help",
  usage: "/help",
  summary: "this list",
  run: async () => renderHelp(),
};

/** `/ask` is listed for help and completion; it opens a task, so the conversation handles it itself. */
const askCommand: ChatCommand = {
  name: "ask",
  usage: "/ask debug why does the pool test fail",
  summary: "gives a request to the agent you name",
  args: [
    { name: "agent", description: "who should have it", isRequired: true, suggests: ["agent"] },
    textArgument("request", "what you need, in your own words", true),
  ],
  async run({ args }, deps) {
    const how = "Name an agent and what it should do: `/ask debug why does the pool test fail`.";
    const [, name] = /^@?(\S+?):?\s+\S/u.exec(args) ?? [];
    return refused(name === undefined ? how : `${unknownAgent(name, deps.agents())} ${how}`);
  },
};

export const allCommands: readonly ChatCommand[] = [
  askCommand,
  catchupCommand,
  tasksCommand,
  statusCommand,
  takeCommand,
  assignCommand,
  blockCommand,
  unblockCommand,
  doneCommand,
  whyCommand,
  wrongCommand,
  rightCommand,
  setCommand,
  bumpCommand,
  agentsCommand,
  agentCommand,
  roadmapCommand,
  linkCommand,
  tickCommand,
  checklistCommand,
  risksCommand,
  riskCommand,
  budgetCommand,
  standupCommand,
  rememberCommand,
  memoryCommand,
  forgetCommand,
  awayCommand,
  backCommand,
  planCommand,
  startCommand,
  cancelCommand,
  retryCommand,
  skipCommand,
  reassignCommand,
  approveCommand,
  refuseCommand,
  escalateCommand,
  escalationsCommand,
  ackCommand,
  takeoverCommand,
  snoozeCommand,
  resolveCommand,
  raiseCommand,
  emergencyCommand,
  deadCommand,
  watchCommand,
  accountCommand,
  settingsCommand,
  helpCommand,
];

function renderHelp(): string {
  const lines = allCommands.map(({ usage, summary }) => `- \`${usage}\`: ${summary}`);
  return `Write what you need in your own words, or use a command:\n${lines.join("\n")}`;
}
