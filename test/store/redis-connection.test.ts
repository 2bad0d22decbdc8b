import { expect, test } from "vitest";
import { createRedisClient, redactRedisUrl } from "../../src/store/redis-connection.ts";

test.each([
  ["redis://user:hunter2@host:6379/0", "redis://user:***@host:6379/0"],
  ["redis://:hunter2@host", "redis://:***@host"],
  ["redis+sentinel://u:hunter2@a:1,b:2/main", "redis+sentinel://u:***@a:1,b:2/main"],
  ["unix://:hunter2@/run/redis.sock", "unix://:***@/run/redis.sock"],
  ["redis://host:6379", "redis://host:6379"],
])("shows %s without its password", (url, shown) => {
  expect(redactRedisUrl(url)).toBe(shown);
});

test("refuses a URL that it does not understand without repeating it", () => {
  const open = () => createRedisClient({ url: "http://user:hunter2@host", role: "door", name: "test" });

  expect(open).toThrow(expect.objectContaining({ code: "redis.bad_url" }));
  expect(open).not.toThrow(/hunter2/u);
});
