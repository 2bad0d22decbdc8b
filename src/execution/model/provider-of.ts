/** The part of `provider:model` before the colon: models of one provider fail together. */
export function providerOf(name: string): string {
  return name.split(":", 1)[0] ?? name;
}
