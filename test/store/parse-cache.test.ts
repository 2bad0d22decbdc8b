import { expect, test } from "vitest";
import { z } from "zod";
import { createParseCache } from "../../src/store/parse-cache.ts";

const Note = z.object({ text: z.string(), tags: z.array(z.string()).default([]) });

test("a record that has not changed is the same object, one that has is read anew", () => {
  const parse = createParseCache(Note, 10);

  const first = parse('{"text":"one"}', "a");

  expect(first).toEqual({ text: "one", tags: [] });
  expect(parse('{"text":"one"}', "a")).toBe(first);
  expect(parse('{"text":"two"}', "a")).toEqual({ text: "two", tags: [] });
  expect(parse('{"text":"one"}', "b")).not.toBe(first);
});

test("what readers have in common cannot be changed by one of them", () => {
  const parse = createParseCache(Note, 10);

  const note = parse('{"text":"one","tags":["x"]}', "a");

  expect(() => note.tags.push("y")).toThrow(TypeError);
});

test("a record that does not fit is refused each time, by its key", () => {
  const parse = createParseCache(Note, 10);

  for (let time = 0; time < 2; time += 1)
    expect(() => parse('{"text":1}', "task:T1")).toThrow(expect.objectContaining({ code: "store.corrupt" }));
});

test("forgets the record that was not read the longest", () => {
  const parse = createParseCache(Note, 2);
  const first = parse('{"text":"one"}', "a");
  parse('{"text":"two"}', "b");
  parse('{"text":"one"}', "a");

  parse('{"text":"three"}', "c");

  expect(parse('{"text":"one"}', "a")).toBe(first);
});
