import { z } from "zod";

/** What a modal remembers of where it was opened, since Slack does not say when it is sent. */
const FormMetadata = z.object({
  form: z.string().min(1),
  channel: z.string().min(1),
  thread: z.string().optional(),
});
export type FormMetadata = z.infer<typeof FormMetadata>;

export function writeFormMetadata(metadata: FormMetadata): string {
  return JSON.stringify(metadata);
}

/** Undefined for modals that are not forms of the core. */
export function readFormMetadata(text: string): FormMetadata | undefined {
  try {
    return FormMetadata.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
