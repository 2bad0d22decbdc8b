import { expect, test } from "vitest";
import { normaliseText, tokenise } from "../../src/router/tokenise.ts";

function tokensOf(text: string): string {
  return tokenise(normaliseText(text))
    .map(({ text }) => text)
    .join(" ");
}

test("invisible, control and half characters go, compatibility forms become plain", () => {
  expect(normaliseText("a\u200Bb\u0000c\uFEFF \uD83D ﬁx ｆｕｌｌ don’t")).toBe(
    "ab c fix full don't".replace("c ", "c   "),
  );
});

test.each([
  ["Fix the KV-cache!", "fix the kv cache"],
  ["don't dont", "dont dont"],
  ["KvCache kv_cache", "_identifier_ kv cache _identifier_ kv cache"],
  ["BLOCKER_ESCALATION", "_constant_ blocker escalation"],
  ["bitnet-core/src/memory/pool.rs", "_path_ bitnet core src memory pool _file_rs_"],
  ["README.md", "_path_ readme _file_md_"],
  ["CI/CD and/or", "ci cd and or"],
  ["see https://github.com/acme/bitnet/pull/12?x=1", "see _url_ github com acme bitnet pull"],
  ["0.3.1 v2 1.5", "_version_ _version_ _number_"],
  ["commit 3f2a9bc7 0xdeadbeef", "commit _hex_ _hex_"],
  ["#412 20% 9s", "_reference_ _number_ _percent_ _number_ s"],
  ["avx2 q4_0 p99", "avx2 _identifier_ q4 0 p99"],
  ["mail a.b@example.org", "mail _email_"],
  ["<@U123ABC> @anna hello", "hello"],
  ["@types/node", "types node"],
  ["crate::Tensor::zeros", "crate _scope_ tensor _scope_ zeros"],
  ["why? 🎉", "why _question_ _emoji_"],
  ["x".repeat(61), "_blob_"],
  ["ж".repeat(41), "_blob_"],
  ["", ""],
])("%s -> %s", (text, tokens) => {
  expect(tokensOf(text)).toBe(tokens);
});

test("numbers, hashes and addresses differ in value and not in meaning", () => {
  expect(tokensOf("pull 3f2a9bc7 at 17 from a@b.io")).toBe(tokensOf("pull 99ab12cd at 4711 from c@d.org"));
});

test("placeholders are marked, words are not", () => {
  expect(tokenise("pool.rs")).toEqual([
    { text: "_path_", isPlaceholder: true },
    { text: "pool", isPlaceholder: false },
    { text: "_file_rs_", isPlaceholder: true },
  ]);
});
