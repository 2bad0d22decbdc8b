import { expect, test } from "vitest";
import { redactSecrets } from "../../src/workspace/redact-secrets.ts";

function redact(text: string): string {
  return redactSecrets(text, { holdsKey: false });
}

// Put together here so that no scanner takes this file for a leak.
const SLACK = ["xoxb", "123456789012", "abcdefghijkl"].join("-");
const GITHUB = `ghp_${"a1B2".repeat(9)}`;
const AWS = `AKIA${"ABCD1234".repeat(2)}`;

test.each([
  [`const t = "${SLACK}";`, 'const t = "[redacted]";'],
  [`curl -H ${GITHUB}`, "curl -H [redacted]"],
  [`id ${AWS}.`, "id [redacted]."],
  ['api_key = "s3cr3t-value-1"', 'api_key = "[redacted]"'],
  ["password: 'correct horse'", "password: 'correct horse'"],
  ["DB_PASSWORD='hunter2hunter2'", "DB_PASSWORD='[redacted]'"],
  ["redis://user:hunter2@db.local:6379/0", "redis://user:[redacted]@db.local:6379/0"],
])("blanks out the credential in %s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test("leaves ordinary code alone", () => {
  const code =
    "let token = lexer.next_token();\nfn secret_santa(names: &[&str]) {}\nuse https://example.org:8080/a";

  expect(redact(code)).toBe(code);
});

test("blanks out the lines of a private key and keeps the number of lines", () => {
  const key = `\n"${"MIIEvQ".repeat(10)}",\n${"abcd".repeat(16)}\n\nend`;

  expect(redactSecrets(key, { holdsKey: true })).toBe("\n[redacted]\n[redacted]\n\nend");
  expect(redactSecrets(key, { holdsKey: false })).toBe(key);
});
