import { chatPortContract } from "../../chat-port.contract.ts";
import { makeDiscordHarness } from "./discord-harness.ts";

chatPortContract("Discord", async () => makeDiscordHarness());
