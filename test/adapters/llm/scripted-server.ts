import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { ModelMessage, ModelRequest } from "../../../src/execution/model/chat-model.ts";
import { USAGE } from "../../fakes/fake-model.ts";
import type { Script, ScriptedTurn } from "../../fakes/fake-model.ts";

const Call = z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) });

/** A request in the chat completions protocol of OpenAI. */
const Body = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(
    z.object({
      role: z.enum(["system", "user", "assistant", "tool"]),
      content: z.string().nullish(),
      tool_calls: z.array(Call).default([]),
      tool_call_id: z.string().default(""),
    }),
  ),
  tools: z
    .array(
      z.object({
        function: z.object({
          name: z.string(),
          description: z.string(),
          parameters: z.record(z.string(), z.unknown()),
        }),
      }),
    )
    .default([]),
  tool_choice: z.object({ function: z.object({ name: z.string() }) }).optional(),
});
type Body = z.infer<typeof Body>;

function toMessage(message: Body["messages"][number]): ModelMessage {
  const said = message.content ?? "";
  switch (message.role) {
    case "assistant":
      return {
        role: "assistant",
        text: said,
        calls: message.tool_calls.map(({ id, function: { name, arguments: input } }) => ({
          id,
          name,
          input: JSON.parse(input) as unknown,
        })),
      };
    case "tool":
      return { role: "tool", callId: message.tool_call_id, name: "", text: said };
    case "system":
    case "user":
      return { role: message.role, text: said };
  }
}

function toRequest(body: Body, signal: AbortSignal): ModelRequest {
  const must = body.tool_choice?.function.name;
  return {
    messages: body.messages.map(toMessage),
    tools: body.tools.map(({ function: { name, description, parameters } }) => ({
      name,
      description,
      schema: parameters,
    })),
    ...(must === undefined ? {} : { mustCall: must }),
    signal,
  };
}

const HEAD = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: "a-model" };

function chunk(delta: object, finish: string | null = null): object {
  return { ...HEAD, choices: [{ index: 0, delta, finish_reason: finish }] };
}

/** An answer as the events of a stream; arguments come in two halves, as they do. */
function eventsOf(
  turn: Exclude<ScriptedTurn, { fails: number } | { hangs: true } | { breaksOff: true }>,
): object[] {
  const { say = "", calls = [], usage = USAGE, isCut = false } = turn;
  const toolChunks = calls.flatMap(({ name, input }, index) => {
    const args = typeof input === "string" ? input : JSON.stringify(input);
    const half = Math.ceil(args.length / 2);
    return [
      { index, id: `call_${index}`, type: "function", function: { name, arguments: args.slice(0, half) } },
      { index, function: { arguments: args.slice(half) } },
    ];
  });
  return [
    chunk({ role: "assistant", content: "" }),
    ...(say.match(/.{1,5}/gsu) ?? []).map((content) => chunk({ content })),
    ...toolChunks.map((one) => chunk({ tool_calls: [one] })),
    chunk({}, isCut ? "length" : calls.length > 0 ? "tool_calls" : "stop"),
    {
      ...HEAD,
      choices: [],
      usage: {
        prompt_tokens: usage.inputTokens,
        completion_tokens: usage.outputTokens,
        total_tokens: usage.inputTokens + usage.outputTokens,
        prompt_tokens_details: { cached_tokens: usage.cachedTokens },
      },
    },
  ];
}

function send(response: ServerResponse, turn: ScriptedTurn): void {
  if ("hangs" in turn) return;
  if ("fails" in turn) {
    const wait =
      turn.retryAfterSeconds === undefined ? {} : { "retry-after": String(turn.retryAfterSeconds) };
    response.writeHead(turn.fails, { "content-type": "application/json", ...wait });
    response.end(JSON.stringify({ error: { message: "secret-of-the-provider" } }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  if ("breaksOff" in turn) {
    response.end(`data: ${JSON.stringify(chunk({ content: "It is" }))}\n\n`);
    return;
  }
  for (const event of eventsOf(turn)) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end("data: [DONE]\n\n");
}

export interface ScriptedServer {
  /** For `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  /** Requests that arrived, retries included. */
  readonly requests: readonly ModelRequest[];
  readonly keys: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** A small server that speaks the OpenAI protocol over real HTTP, streams its answers and says what a script tells it. */
export async function startScriptedServer(
  script: (...asked: Parameters<Script>) => ScriptedTurn | Promise<ScriptedTurn>,
): Promise<ScriptedServer> {
  const requests: ModelRequest[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (raw) => {
      if (request.url !== "/v1/chat/completions") {
        response.writeHead(404).end();
        return;
      }
      const gone = new AbortController();
      response.on("close", () => gone.abort());
      const asked = toRequest(Body.parse(JSON.parse(raw)), gone.signal);
      keys.push(request.headers.authorization);
      requests.push(asked);
      send(response, await script(asked, requests.length - 1));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    keys,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
