import type { ModelMessage, ModelTool } from "../../src/execution/model/chat-model.ts";

/** As node-llama-cpp keeps a conversation. */
export type GgufTurn =
  | { readonly type: "system" | "user"; readonly text: string }
  | { readonly type: "model"; readonly response: readonly string[] };

function describeTool({ name, description, schema }: ModelTool): string {
  const properties = schema["properties"];
  const keys = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return `- ${name}: ${description} Input: {${keys.join(", ")}}`;
}

function howToAnswer(tools: readonly ModelTool[]): string {
  return `Answer with one JSON object and nothing else: {"say": what you do now, in one sentence, "tool": the name of a tool, "input": its input}. The tools:\n${tools.map(describeTool).join("\n")}`;
}

function toTurn(message: ModelMessage): GgufTurn {
  switch (message.role) {
    case "system":
    case "user":
      return { type: message.role, text: message.text };
    case "tool":
      return { type: "user", text: message.text };
    case "assistant": {
      const [call] = message.calls;
      const said =
        call === undefined
          ? message.text
          : JSON.stringify({ say: message.text, tool: call.name, input: call.input });
      return { type: "model", response: [said] };
    }
  }
}

/** Neighbours of one kind become one turn: templates expect people and model to take turns. */
function joined(turns: readonly GgufTurn[]): GgufTurn[] {
  const result: GgufTurn[] = [];
  for (const turn of turns) {
    const last = result.at(-1);
    if (turn.type === "user" && last?.type === "user") {
      result[result.length - 1] = { type: "user", text: `${last.text}\n\n${turn.text}` };
    } else {
      result.push(turn);
    }
  }
  return result;
}

/** A conversation for a model that knows neither tools nor roles of its own: all is said in its instructions. */
export function toGgufTurns(messages: readonly ModelMessage[], tools: readonly ModelTool[]): GgufTurn[] {
  const turns = messages.map(toTurn);
  const [first, ...rest] = turns;
  if (tools.length === 0) return joined(turns);
  return first?.type === "system"
    ? joined([{ type: "system", text: `${first.text}\n\n${howToAnswer(tools)}` }, ...rest])
    : joined([{ type: "system", text: howToAnswer(tools) }, ...turns]);
}
