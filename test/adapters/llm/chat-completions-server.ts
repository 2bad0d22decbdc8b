import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What a client sent, as far as tests look at it. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly json_schema?: { readonly schema?: unknown } };
  readonly authorization: string | undefined;
}

export type Answer =
  | { readonly content: string }
  | { readonly status: number }
  /** Takes the request and says nothing. */
  | "silence"
  /** Closes the connection. */
  | "hang up";

/** A local server that speaks the chat completions protocol of OpenAI, and closes when the test ends. */
export async function startChatCompletions(
  answer: (asked: Asked) => Answer,
): Promise<{ readonly baseUrl: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const question = {
        ...(JSON.parse(body) as Asked),
        authorization: request.headers.authorization,
      };
      asked.push(question);
      const given = request.url === "/v1/chat/completions" ? answer(question) : { status: 404 };
      if (given === "silence") return;
      if (given === "hang up") {
        request.socket.destroy();
        return;
      }
      const isGood = "content" in given;
      response.writeHead(isGood ? 200 : given.status, { "content-type": "application/json" });
      response.end(JSON.stringify(isGood ? completion(given.content) : { error: { message: "No." } }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked };
}

function completion(content: string) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model: "a-model",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop", logprobs: null }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}
