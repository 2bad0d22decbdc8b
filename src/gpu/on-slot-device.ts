import type { ChatModel } from "../execution/model/chat-model.ts";
import { currentSlot } from "./current-slot.ts";

/** A model that answers a job with a slot on the slot's own device, each device with one of its own, and all others where it is. */
export function onSlotDevice(here: ChatModel, openOn: (device: string) => ChatModel): ChatModel {
  const byDevice = new Map<string, ChatModel>();
  return {
    name: here.name,
    async answer(request) {
      const device = currentSlot()?.device;
      if (device === undefined) return here.answer(request);
      const model = byDevice.get(device) ?? openOn(device);
      byDevice.set(device, model);
      return model.answer(request);
    },
  };
}
