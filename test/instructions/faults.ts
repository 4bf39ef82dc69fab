/**
 * Reads fault fixtures: `test/fixtures/faults/MNEMONIC.ttvm` holds programs, each after a line
 * `; fault KIND: TEXT` with the fault that ends it. A TEXT that ends in `…` is a beginning; flags of the
 * command are in brackets after the kind; a next line `; stdin HEX` says what it reads.
 */
import { existsSync, readFileSync } from "node:fs";

export interface FaultSection {
  readonly kind: string;
  readonly flags: readonly string[];
  readonly text: string;
  /** `text` is only how it begins. */
  readonly open: boolean;
  readonly source: string;
  readonly input: Uint8Array;
}

const HEADER = /^; fault (\w+)(?: \[(.*)\])?: (.*)$/;

export function faultSections(mnemonic: string): readonly FaultSection[] {
  const file = `test/fixtures/faults/${mnemonic}.ttvm`;
  if (!existsSync(file)) return [];
  const sections: FaultSection[] = [];
  for (const part of readFileSync(file, "utf8").split(/^(?=; fault )/m)) {
    const [first, ...rest] = part.split("\n");
    const match = HEADER.exec(first);
    if (match === null) continue;
    const [, kind, flags = "", text] = match;
    sections.push({
      kind,
      flags: flags.split(" ").filter((flag) => flag !== ""),
      text: text.replace(/…$/, ""),
      open: text.endsWith("…"),
      source: rest.join("\n"),
      input: Buffer.from(/^; stdin (\w*)$/.exec(rest[0])?.[1] ?? "", "hex"),
    });
  }
  return sections;
}
