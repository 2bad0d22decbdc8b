/** One instruction of a Dockerfile: its continued lines joined, comments left out. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** A build stage: `FROM … AS name` and what follows it. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in order; instructions before the first FROM belong to none. */
export function readDockerfile(text: string): Stage[] {
  const lines = text.split("\n").filter((line) => !/^\s*#/u.test(line));
  const instructions = lines
    .join("\n")
    .replaceAll(/\\\n\s*/gu, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...value] = line.trim().split(/\s+/u);
      return { name: name.toUpperCase(), value: value.join(" ") };
    });
  const starts = instructions.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  return starts.map((start, index) => {
    const [base = "", , name] = (instructions[start]?.value ?? "").split(" ");
    return { base, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}

/** The values of all instructions of one kind. */
export function valuesOf(stage: Stage | undefined, name: string): string[] {
  return (stage?.instructions ?? []).filter((each) => each.name === name).map((each) => each.value);
}
