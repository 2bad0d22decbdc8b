import { z } from "zod";

const FORMS =
  "Use redis://host:6379, rediss://user:password@host:6379/0, unix:///run/redis.sock, " +
  "redis+sentinel://host:26379,host:26379/master-name or redis+cluster://host:6379,host:6379.";

const URL_PARTS = /^([a-z+]+):\/\/(?:([^@/]*)@)?([^@/]*)(\/.*)?$/u;
const PATHS: Readonly<Record<string, { readonly form: RegExp; readonly means: string }>> = {
  redis: { form: /^(?:\/\d*)?$/u, means: "only a database number may follow the host" },
  rediss: { form: /^(?:\/\d*)?$/u, means: "only a database number may follow the host" },
  "redis+sentinel": { form: /^\/[^/]+(?:\/\d*)?$/u, means: "the name of the master must follow the hosts" },
  "redis+cluster": { form: /^\/?$/u, means: "a cluster has no databases, so nothing may follow the hosts" },
  unix: { form: /^\/.+$/u, means: "the path of the socket must follow, with three slashes in all" },
};
const SEVERAL_HOSTS: ReadonlySet<string> = new Set(["redis+sentinel", "redis+cluster"]);

function isHost(entry: string): boolean {
  const match = /^[a-z0-9._-]+(?::(\d{1,5}))?$/iu.exec(entry);
  if (match === null) return false;
  const port = Number(match[1] ?? 1);
  return port >= 1 && port <= 65_535;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a Redis URL, or undefined. The answer never holds a part of the URL: it may be a password. */
export function redisUrlFault(url: string): string | undefined {
  const match = URL_PARTS.exec(url);
  if (match === null) return "is not a Redis URL; a special character in a password must be percent-encoded";
  const [, scheme = "", credentials = "", hosts = "", path = ""] = match;
  const expected = PATHS[scheme];
  if (expected === undefined) return "does not start with a scheme that Switchyard knows";
  if (!isDecodable(credentials)) return "has a % in its user or password that is not percent-encoded (%25)";
  if (!expected.form.test(path)) return `is not complete: ${expected.means}`;
  if (scheme === "unix") return hosts === "" ? undefined : `has a host before the socket: ${expected.means}`;
  const list = hosts.split(",");
  if (!list.every(isHost)) return "names a host or port that cannot be right";
  if (list.length > 1 && !SEVERAL_HOSTS.has(scheme))
    return "names several hosts, which needs Sentinel or Cluster";
  return undefined;
}

/** `REDIS_URL`: one server, a unix socket, Sentinel or Cluster. */
export const RedisUrl = z.string().superRefine((url, context) => {
  const fault = redisUrlFault(url);
  if (fault !== undefined)
    context.addIssue({ code: "custom", message: `${fault}.`, params: { remedy: FORMS } });
});
