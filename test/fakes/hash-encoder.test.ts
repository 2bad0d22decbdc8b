import { encoderContract } from "../encoder.contract.ts";
import { createHashEncoder } from "./hash-encoder.ts";

encoderContract("the hash encoder", async (maxWaiting) => Promise.resolve(createHashEncoder({ maxWaiting })));
