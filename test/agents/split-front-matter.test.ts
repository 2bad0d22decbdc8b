import { expect, test } from "vitest";
import { splitFrontMatter } from "../../src/agents/split-front-matter.ts";

test("splits the YAML from the body and keeps both line numbers", () => {
  const parts = splitFrontMatter("---\nid: a\ntitle: b\n---\n\nBody\n---\nmore\n");

  expect(parts).toEqual({ yaml: "id: a\ntitle: b\n", yamlLine: 2, body: "\nBody\n---\nmore\n", bodyLine: 5 });
});

test("accepts a byte order mark and Windows line ends", () => {
  const parts = splitFrontMatter("\uFEFF---\r\nid: a\r\n---\r\nBody\r\n");

  expect(parts).toEqual({ yaml: "id: a\n", yamlLine: 2, body: "Body\n", bodyLine: 4 });
});

test.each(["", "Body only\n", "---\nid: a\nno end\n", "\n---\nid: a\n---\n"])(
  "finds no front matter in %j",
  (text) => {
    expect(splitFrontMatter(text)).toBeUndefined();
  },
);
