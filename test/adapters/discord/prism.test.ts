import { expect, test } from "vitest";
import type { SeenRequest } from "./discord-server.ts";
import { distinct } from "./prism.ts";

const seen = (body: unknown): SeenRequest => ({
  method: "POST",
  path: "/channels/300000000000000001/messages",
  query: "",
  body,
  atMs: 0,
  status: 200,
});

test("of requests that look alike, the longest of each text and list are looked at, and nothing else", () => {
  const requests = [
    seen({ content: "a", label: "long label" }),
    seen({ content: "a long text", label: "l" }),
    seen({ content: "b", label: "m" }),
    seen({ content: "", label: "n" }),
    seen({ content: "123", label: "n" }),
    seen({ items: [{ at: 1 }] }),
    seen({ items: [{ at: 1 }, { at: 1 }] }),
    seen({ items: [{ at: 2 }] }),
  ];

  const kept = distinct(requests).map((request) => requests.indexOf(request));

  expect(kept.toSorted((a, b) => a - b)).toEqual([0, 1, 3, 4, 6, 7]);
});
