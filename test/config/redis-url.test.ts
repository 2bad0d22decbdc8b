import { expect, test } from "vitest";
import { RedisUrl, redisUrlFault } from "../../src/config/redis-url.ts";

test.each([
  "redis://localhost",
  "redis://127.0.0.1:6379/2",
  "rediss://user:p%40ss@redis.example.com:6380/0",
  "redis://:secret@host:1",
  "unix:///run/redis/redis.sock",
  "unix:///run/redis/redis.sock?db=3",
  "redis+sentinel://s1:26379,s2:26379,s3/my-master",
  "redis+sentinel://u:p@s1,s2/my-master/4",
  "redis+cluster://n1:7000,n2:7001",
])("accepts %s", (url) => {
  expect(redisUrlFault(url)).toBeUndefined();
});

test.each([
  ["localhost:6379", "is not a Redis URL"],
  ["http://localhost", "does not start with a scheme"],
  ["redis://a,b", "names several hosts"],
  ["redis://host:70000", "names a host or port"],
  ["redis://host:0", "names a host or port"],
  ["redis://", "names a host or port"],
  ["redis://host/name", "only a database number"],
  ["redis+sentinel://s1:26379", "the name of the master"],
  ["redis+cluster://n1:7000/1", "a cluster has no databases"],
  ["unix://run/redis.sock", "three slashes"],
  ["redis://user:100%@host", "percent-encoded"],
  ["redis://user:a@b@host", "percent-encoded"],
])("refuses %s", (url, words) => {
  expect(redisUrlFault(url)).toContain(words);
});

test("never repeats the URL, which may hold a password", () => {
  const answer = RedisUrl.safeParse("redis://user:hunter2@host/nope");

  expect(JSON.stringify(answer.error?.issues)).not.toContain("hunter2");
});
