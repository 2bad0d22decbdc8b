import type { AppsManifestValidateArguments } from "@slack/web-api";
import { expect, test } from "vitest";
import { z } from "zod";
import { createManifest } from "../../../adapters/slack/manifest/create-manifest.ts";
import { allCommands } from "../../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../../src/conversation/commands/render-command-help.ts";

const commands = allCommands.map(toHelp);

const Url = z.string().regex(/^https?:\/\//u);
const Words = (max: number) => z.string().min(1).max(max);
const Names = (count: number) =>
  z
    .array(z.string().min(1).max(50))
    .max(count)
    .refine((names) => new Set(names).size === names.length, { error: "names one twice." });

/** What Slack documents for the parts of a manifest that ours has: which there are, and how long they may be. */
const Shape = z.strictObject({
  display_information: z.strictObject({
    name: Words(35),
    description: Words(140),
    background_color: z.string().regex(/^#(?:[0-9a-f]{3}){1,2}$/iu),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: Words(80), always_online: z.boolean() }),
    assistant_view: z.strictObject({ assistant_description: Words(300) }),
    shortcuts: z
      .array(
        z.strictObject({
          name: Words(24),
          type: z.enum(["message", "global"]),
          callback_id: Words(255),
          description: Words(150),
        }),
      )
      .min(1)
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/\S{1,31}$/u),
          description: Words(2_000),
          usage_hint: Words(1_000).optional(),
          should_escape: z.boolean(),
          url: Url.max(3_000).optional(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: Names(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: Url.max(3_500).optional(), bot_events: Names(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: Url.optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

test.each([{}, { url: "https://bot.example.com/" }])(
  "the manifest has only what Slack knows, within Slack's limits: %o",
  (way) => {
    const manifest = createManifest({ commands, commandPrefix: "", ...way });

    expect(Shape.safeParse(manifest).error).toBeUndefined();
  },
);

test("the check finds what Slack would refuse", () => {
  const { features, ...rest } = createManifest({ commands, commandPrefix: "" });
  const long = { ...features, bot_user: { ...features.bot_user, display_name: "n".repeat(81) } };

  expect(Shape.safeParse({ ...rest, features: long }).success).toBe(false);
  expect(Shape.safeParse({ ...rest, features, scopes: [] }).success).toBe(false);
});

test("the compiler holds it to the manifest of Slack's own client", () => {
  const { features, oauth_config, ...rest } = createManifest({ commands, commandPrefix: "" });
  const checked = Shape.shape.features.parse(features);
  const bot = oauth_config.scopes.bot.filter((scope) => scope !== "assistant:write");
  const typed: AppsManifestValidateArguments["manifest"] = {
    ...rest,
    features: toDefined(checked),
    oauth_config: { scopes: { bot } },
  };

  expect(typed.features?.slash_commands).toHaveLength(
    commands.filter(({ isTypedOnly }) => isTypedOnly !== true).length,
  );
});

/** The client's types know no `undefined` in optional parts. */
function toDefined({ slash_commands, ...others }: z.infer<typeof Shape.shape.features>) {
  return {
    ...others,
    slash_commands: slash_commands.map(({ usage_hint, url, ...command }) => ({
      ...command,
      ...(usage_hint === undefined ? {} : { usage_hint }),
      ...(url === undefined ? {} : { url }),
    })),
  };
}
