import { chatModelContract } from "../chat-model.contract.ts";
import { createFakeModel } from "./fake-model.ts";

chatModelContract("the fake model", async (script) => createFakeModel(script).model);
