import type { z } from "zod";

interface Rule {
  /** The variable that a person has to look at. */
  readonly key: string;
  readonly broken: (isSet: (name: string) => boolean) => boolean;
  readonly message: string;
  readonly remedy: string;
}

const RULES: readonly Rule[] = [
  {
    key: "SLACK_APP_TOKEN",
    broken: (isSet) => isSet("SLACK_APP_TOKEN") && !isSet("SLACK_BOT_TOKEN") && !isSet("SLACK_CLIENT_ID"),
    message: "is set without SLACK_BOT_TOKEN.",
    remedy: "Set SLACK_BOT_TOKEN as well (or SLACK_CLIENT_ID for several workspaces), or remove this one.",
  },
  {
    key: "SLACK_SIGNING_SECRET",
    broken: (isSet) =>
      isSet("SLACK_SIGNING_SECRET") && !isSet("SLACK_BOT_TOKEN") && !isSet("SLACK_CLIENT_ID"),
    message: "is set without SLACK_BOT_TOKEN.",
    remedy: "Set SLACK_BOT_TOKEN as well (or SLACK_CLIENT_ID for several workspaces), or remove this one.",
  },
  {
    key: "SLACK_BOT_TOKEN",
    broken: (isSet) =>
      isSet("SLACK_BOT_TOKEN") && !isSet("SLACK_APP_TOKEN") && !isSet("SLACK_SIGNING_SECRET"),
    message: "is set without a way for messages to come in.",
    remedy: "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.",
  },
  {
    key: "SLACK_SIGNING_SECRET",
    broken: (isSet) =>
      isSet("SLACK_SIGNING_SECRET") && !isSet("SLACK_APP_TOKEN") && !isSet("SWITCHYARD_HTTP_PORT"),
    message: "means that Slack sends its events over HTTP, and no port is open for them.",
    remedy: "Set SWITCHYARD_HTTP_PORT, or use Socket Mode with SLACK_APP_TOKEN.",
  },
  {
    key: "SLACK_CLIENT_ID",
    broken: (isSet) =>
      isSet("SLACK_CLIENT_ID") &&
      !(isSet("SLACK_CLIENT_SECRET") && isSet("SLACK_INSTALL_KEY") && isSet("SWITCHYARD_HTTP_PORT")),
    message: "lets several workspaces install the app, and something for that is missing.",
    remedy:
      "Set SLACK_CLIENT_SECRET, SLACK_INSTALL_KEY and SWITCHYARD_HTTP_PORT as well, or remove this one.",
  },
  {
    key: "SLACK_CLIENT_ID",
    broken: (isSet) =>
      isSet("SLACK_CLIENT_ID") && !isSet("SLACK_APP_TOKEN") && !isSet("SLACK_SIGNING_SECRET"),
    message: "is set without a way for messages to come in.",
    remedy: "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.",
  },
];

/** Variables that make sense only together. Looks at names alone, so broken values do not hide it. */
export function checkEnvCombinations(env: unknown, context: z.core.$RefinementCtx): void {
  if (typeof env !== "object" || env === null) return;
  const isSet = (name: string): boolean => Reflect.get(env, name) !== undefined;
  for (const { key, broken, message, remedy } of RULES) {
    if (broken(isSet)) context.addIssue({ code: "custom", path: [key], message, params: { remedy } });
  }
}
