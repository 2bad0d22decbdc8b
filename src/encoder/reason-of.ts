import { z } from "zod";
import { messageOf } from "../errors.ts";

/** Why a file could not be understood, in one line. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
  return reason.replace(/\s*\n\s*/gu, " ");
}
