import { agentLoadContract } from "../agent-load.contract.ts";
import { createMemoryStore } from "./memory-store.ts";

agentLoadContract("the store in memory", async (clock) => createMemoryStore({ now: clock.now }));
