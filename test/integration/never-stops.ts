import { waitForShutdown } from "../../src/entry/wait-for-shutdown.ts";

// A process whose shutdown hangs: what a second signal is for.
setInterval(() => undefined, 1_000);
const asked = waitForShutdown();
process.stderr.write("up");
await asked;
process.stderr.write("stopping");
