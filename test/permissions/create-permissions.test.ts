import { expect, test } from "vitest";
import { createPermissions } from "../../src/permissions/create-permissions.ts";
import type { Grants } from "../../src/permissions/create-permissions.ts";

const NOBODY: Grants = {
  use: [],
  command: [],
  retry: [],
  bump: [],
  teach: [],
  approve: [],
  effects: [],
  configure: [],
};
const PEOPLE = [
  { id: "ada", accounts: { slack: "U1", discord: "77" }, groups: ["leads"] },
  { id: "bob", accounts: { slack: "U2", discord: undefined }, groups: [] },
] as const;

function may(platform: string, userId: string, grants: Partial<Grants>) {
  return createPermissions({ ...NOBODY, ...grants }, PEOPLE).may({ platform, userId }, "retry");
}

test.each([
  ["everyone", "slack", "U9", ["everyone"], true],
  ["nobody", "slack", "U1", [], false],
  ["a person by one of their accounts", "discord", "77", ["ada"], true],
  ["a person by their group", "slack", "U1", ["leads"], true],
  ["somebody outside the group", "slack", "U2", ["leads"], false],
  ["an account by its platform and id", "discord", "55", ["discord:55"], true],
  ["the same id on another platform", "slack", "77", ["ada"], false],
  ["an account that has the name of a group", "slack", "leads", ["leads"], false],
  ["an account that has the name of a person", "slack", "ada", ["ada"], false],
  ["an account that calls itself everyone", "slack", "everyone", ["nobody"], false],
] as const)("decides for %s", (...[, platform, userId, retry, allowed]) => {
  expect(may(platform, userId, { retry })).toBe(allowed);
});

test("lets a grant for one action say nothing about another", () => {
  expect(may("slack", "U1", { use: ["everyone"], command: ["ada"] })).toBe(false);
});

test("does not take a person's missing account for an unknown writer", () => {
  expect(may("discord", "", { retry: ["bob"] })).toBe(false);
});
