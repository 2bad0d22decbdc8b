import { expect, test } from "vitest";
import { programsOf } from "../../src/doctor/programs-of.ts";

test.each([
  ["cargo build --workspace", ["cargo"]],
  ["RUST_LOG=warn RUST_BACKTRACE=1 cargo test", ["cargo"]],
  ["cd crates && cargo test | tee out.log; ./check.sh", ["cargo", "tee", "./check.sh"]],
  ["npm run lint && npm run test", ["npm"]],
  ['echo "a && b" && "make" all', ["make"]],
  ["(cd docs; mdbook build)", ["mdbook"]],
  ["$CARGO test", []],
  ["cargo clippy -- -D 'a|b' 2>&1", ["cargo"]],
  ["", []],
])("finds in %j the programs %j", (line, programs) => {
  expect(programsOf(line)).toEqual(programs);
});
