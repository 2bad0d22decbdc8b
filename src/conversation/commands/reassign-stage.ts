import { actByPerson } from "../escalating/act-by-person.ts";
import { nameOf } from "../may-steer.ts";
import { refused, personal, type ChatCommand } from "./command.ts";
import { findSteerable, readStage, stagesOf, steer } from "./steer-plan.ts";
import { TASK_ARGUMENT, textArgument } from "../task-argument.ts";
import { unknownAgent } from "./unknown-agent.ts";

export const reassignCommand: ChatCommand = {
  name: "reassign",
  usage: "/reassign T12 stage agent [instead-of]",
  summary: "gives a stage, or one agent's part of it, to another agent",
  isTypedOnly: true,
  args: [
    TASK_ARGUMENT,
    textArgument("stage", "a stage of its plan"),
    { name: "agent", description: "who gets it", suggests: ["agent"] },
    textArgument("instead_of", "whose part it was"),
  ],
  isSlashOnly: true,
  async run(call, deps) {
    const [, escalation, person = ""] = /^(E\d+)\b\s*([\s\S]*)$/iu.exec(call.args) ?? [];
    if (escalation !== undefined)
      return personal(
        await actByPerson(
          call.incoming,
          { name: escalation.toUpperCase(), wish: { kind: "reassign", to: person } },
          deps,
        ),
      );
    const found = await findSteerable(call, deps);
    if (typeof found === "string") return refused(found);
    const { task } = found;
    const named = readStage(task, found.rest);
    const [to = "", from] = (named?.rest ?? "").split(/\s+/u).map((name) => name.replace(/^@/u, ""));
    if (named === undefined || to === "")
      return refused(
        `Give what to whom? \`/reassign ${task.id} stage agent\`; its stages are ${stagesOf(task)}.`,
      );
    const catalogue = deps.agents();
    if (catalogue.get(to) === undefined) return refused(unknownAgent(to, catalogue));
    return steer(
      task,
      {
        type: "assignment.reassigned",
        stage: named.stage,
        to,
        by: nameOf(call.incoming),
        ...(from === undefined || from === "" ? {} : { from }),
      },
      { deps, done: `\`${named.stage}\` of **${task.id}** goes to **${to}**.` },
    );
  },
};
