import type { Incoming, IncomingForm } from "../../src/chat/messages.ts";
import { messageOf } from "../../src/errors.ts";
import { writeFormMetadata } from "./form-metadata.ts";
import { LIMITS } from "./listen-deps.ts";
import type { ListenDeps } from "./listen-deps.ts";
import { within } from "./within.ts";
import { withSender } from "./with-sender.ts";

const BUSY =
  "I am busy and could not write that down in time. Please try again in a moment; should it have arrived after all, its answer comes by itself.";

export interface Interaction {
  readonly incoming: Exclude<Incoming, IncomingForm>;
  /** Opens one form, within three seconds. */
  readonly trigger: string;
  readonly ack: (answer?: { readonly response_type: "ephemeral"; readonly text: string }) => Promise<unknown>;
  /** The acknowledgement can say something to the person alone. */
  readonly saysInAck?: boolean;
}

/**
 * Opens the form that the interaction asks for, else stores it. Acknowledged within three seconds in every case: silently
 * when it is stored, with "busy" to the person alone when it is not.
 */
export async function takeInteraction(interaction: Interaction, deps: ListenDeps): Promise<void> {
  const { incoming, ack, saysInAck = false } = interaction;
  if (await openForm(interaction, deps)) {
    await ack();
    return;
  }
  const isStored = await store(incoming, deps);
  if (isStored) await ack();
  else if (saysInAck) await ack({ response_type: "ephemeral", text: BUSY });
  else {
    await ack();
    await sayBusy(incoming, deps);
  }
}

export interface SentForm {
  readonly incoming: IncomingForm;
  /** A field of the form, to say what is wrong beside it. */
  readonly field: string;
  readonly ack: (answer?: {
    readonly response_action: "errors";
    readonly errors: Record<string, string>;
  }) => Promise<unknown>;
}

/** The form closes when it is stored, and stays with what was typed when it is not. */
export async function takeForm({ incoming, field, ack }: SentForm, deps: ListenDeps): Promise<void> {
  if (await store(incoming, deps)) await ack();
  else
    await ack({
      response_action: "errors",
      errors: { [field]: "I am busy. Please send it again in a moment." },
    });
}

async function store(incoming: Incoming, deps: ListenDeps): Promise<boolean> {
  const { receiver, limits, log } = deps;
  try {
    const work = withSender(incoming, deps).then(async (known) => receiver().receive(known));
    return (await within(limits?.storeMs ?? LIMITS.storeMs, work)) !== "late";
  } catch (error) {
    log.warn({ kind: incoming.kind, error: messageOf(error) }, "an interaction could not be stored");
    return false;
  }
}

/** False when there is no form, or it could not be shown: then the interaction itself is handed in. */
async function openForm({ incoming, trigger }: Interaction, deps: ListenDeps): Promise<boolean> {
  const { receiver, clients, log, limits, toView } = deps;
  try {
    const asked = receiver().formFor?.(incoming);
    if (asked === undefined) return false;
    const form = await within(limits?.formMs ?? LIMITS.formMs, asked);
    if (form === "late" || form === undefined) return false;
    const { channel, thread } = incoming;
    const metadata = writeFormMetadata({
      form: form.id,
      channel,
      ...(thread === undefined ? {} : { thread }),
    });
    const view = { ...toView(form, metadata), callback_id: "form" };
    const opened = clients.of(incoming.workspace).views.open({ trigger_id: trigger, view });
    return (await within(limits?.formMs ?? LIMITS.formMs, opened)) !== "late";
  } catch (error) {
    log.warn({ kind: incoming.kind, error: messageOf(error) }, "a form could not be opened");
    return false;
  }
}

async function sayBusy(
  { workspace, channel, from, thread }: Incoming,
  { clients, log }: ListenDeps,
): Promise<void> {
  const chat = clients.of(workspace).chat;
  const said = channel.startsWith("@")
    ? chat.postMessage({ channel: channel.slice(1), text: BUSY })
    : chat.postEphemeral({
        channel,
        user: from.id,
        text: BUSY,
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
  await said.catch((error: unknown) => log.debug({ error: messageOf(error) }, "busy could not be said"));
}
