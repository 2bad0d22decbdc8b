import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { BotError } from "../../../src/errors.ts";

export interface Seal {
  /** Encrypts; `about` is bound to it, so that one workspace's secret is not accepted as another's. */
  close(plain: string, about: string): string;
  /** Throws `slack.sealed` when the key is another one or the text was changed. */
  open(sealed: string, about: string): string;
}

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with a key of 32 bytes, written in hexadecimal (64 digits) or base64. */
export function createSeal(key: string): Seal {
  const bytes = Buffer.from(key, /^[0-9a-f]{64}$/iu.test(key) ? "hex" : "base64");
  return {
    close(plain, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, bytes, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(about));
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64")}`;
    },
    open(sealed, about) {
      try {
        const all = Buffer.from(sealed.replace(/^v1\./u, ""), "base64");
        const decipher = createDecipheriv(ALGORITHM, bytes, all.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(about));
        decipher.setAuthTag(all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const plain = [decipher.update(all.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(plain).toString("utf8");
      } catch (error) {
        throw new BotError(
          "slack.sealed",
          `The installation of ${about} cannot be read with this SLACK_INSTALL_KEY. Set the key it was stored with, or install the app there again.`,
          { cause: error },
        );
      }
    },
  };
}
