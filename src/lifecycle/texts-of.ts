/** The texts of a list that an agent delivered; what is no list, no text or blank says nothing. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string" && one.trim() !== "")
    : [];
}
