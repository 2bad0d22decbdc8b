import { expect, test } from "vitest";
import { pickCommands } from "../../src/execution/brief-commands.ts";

const COMMANDS = {
  build: "cargo build --workspace",
  test: "cargo test --workspace",
  lint: "cargo clippy -- -D warnings",
  bench: "cargo bench",
};

function namesFor(request: string, context = ""): string[] {
  return pickCommands(COMMANDS, request, context).map(({ name }) => name);
}

test.each([
  ["the allocator test fails", "test"],
  ["it does not compile any more", "build"],
  ["clippy gives me 63 warnings", "lint"],
  ["matmul got slower", "bench"],
])("suggests what fits first: %s", (request, name) => {
  expect(namesFor(request)[0]).toBe(name);
});

test("the words of the agent decide when the request says little", () => {
  expect(namesFor("look at matmul", "Measures performance and speed.")).toEqual(["bench"]);
});

test("suggests to see whether the project is sound when nothing fits", () => {
  expect(namesFor("what about llamas")).toEqual(["build", "test"]);
});

test("suggests only commands that are configured, and shows them as they are", () => {
  expect(pickCommands({ test: "make check", docs: "  " }, "tests fail, docs too", "")).toEqual([
    { name: "test", command: "make check" },
  ]);
  expect(pickCommands({}, "tests fail", "")).toEqual([]);
});
