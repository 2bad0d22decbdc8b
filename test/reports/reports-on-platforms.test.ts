import { describe, expect, test } from "vitest";
import { renderMessage as renderForDiscord } from "../../adapters/discord/render-message.ts";
import { MessageBody } from "../../adapters/discord/limits.ts";
import { renderMessage as renderForSlack } from "../../adapters/slack/outgoing/render-message.ts";
import { showBlocks } from "../adapters/slack/outgoing/show-blocks.ts";
import { sampleReports } from "./sample-reports.ts";

const REPORTS = Object.entries(sampleReports);

describe("as people read it", () => {
  test.each(REPORTS)("in Slack: %s", (_name, message) => {
    const { blocks } = renderForSlack(message);

    expect(blocks === undefined ? "" : showBlocks(blocks)).toMatchSnapshot("Slack");
  });

  test.each(REPORTS)("on Discord: %s", (_name, message) => {
    const bodies = renderForDiscord(message).parts.map(({ body }) => MessageBody.parse(body));

    expect(bodies.map(({ content }) => content).join("\n-- next message --\n")).toMatchSnapshot("Discord");
  });
});
