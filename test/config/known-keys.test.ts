import { expect, test } from "vitest";
import { z } from "zod";
import { allKeyPaths, knownKeys } from "../../src/config/known-keys.ts";

const Schema = z.strictObject({
  title: z.string().default("untitled"),
  owner: z.strictObject({ name: z.string(), mail: z.string().optional() }).prefault({ name: "x" }),
  parts: z.array(z.strictObject({ size: z.number() })).optional(),
  shapes: z.union([z.strictObject({ round: z.boolean() }), z.strictObject({ square: z.boolean() })]),
  named: z.record(z.string(), z.strictObject({ value: z.string() }).nullable()),
});

test("knows the keys of a section behind defaults, lists, records and unions", () => {
  expect(knownKeys(Schema, [])).toEqual(["title", "owner", "parts", "shapes", "named"]);
  expect(knownKeys(Schema, ["owner"])).toEqual(["name", "mail"]);
  expect(knownKeys(Schema, ["parts", 3])).toEqual(["size"]);
  expect(knownKeys(Schema, ["shapes"])).toEqual(["round", "square"]);
  expect(knownKeys(Schema, ["named", "anything"])).toEqual(["value"]);
});

test("knows nothing below a plain value or an unknown key", () => {
  expect(knownKeys(Schema, ["title"])).toEqual([]);
  expect(knownKeys(Schema, ["nothing", "below"])).toEqual([]);
});

test("lists every key path once, with a star for list entries and free names", () => {
  expect(allKeyPaths(Schema)).toEqual([
    "title",
    "owner",
    "owner.name",
    "owner.mail",
    "parts",
    "parts.*.size",
    "shapes",
    "shapes.round",
    "shapes.square",
    "named",
    "named.*.value",
  ]);
});
