/** The reference of the instructions for readers: Markdown, made of the rows of the instruction table. */
import { usage } from "../../asm/usage.ts";
import { type Group, MNEMONICS, type Mnemonic, rowOf } from "../../isa/index.ts";
import { sectionOf } from "../page.ts";
import { describeDetails, stackPicture } from "./describe.ts";

const HEAD = `<!-- Made in the build from vm-core/isa; edit that. -->

# The instructions

Each instruction with its operands, and its *stack picture*: what it takes before \`--\` and what it leaves after it, the
top at the right, each with its type. \`number\` is an \`int\` or a \`float\`, \`callable\` a \`function\` or a \`closure\`, \`scalar\`
what has no parts and can be compared, \`json\` what JSON can hold, \`any\` every type. A name without a type after \`--\` is the
very value that was taken. \`item:any*length\` is as many values as the operand \`length\` says, \`argument:any...\` as many as
the function takes.
`;

export function instructionReference(): string {
  const groups = new Map<Group, Mnemonic[]>();
  for (const mnemonic of MNEMONICS) {
    const { group } = rowOf(mnemonic);
    groups.set(group, [...(groups.get(group) ?? []), mnemonic]);
  }
  const parts = [...groups].map(
    ([group, mnemonics]) =>
      `## ${group[0].toUpperCase()}${group.slice(1)}\n\n${mnemonics.map(describe).join("\n\n")}\n`,
  );
  return [HEAD, ...parts].join("\n");
}

/** The section about an instruction. */
export function instructionPage(mnemonic: Mnemonic): string {
  return sectionOf("instructions.md", usage(mnemonic));
}

function describe(mnemonic: Mnemonic): string {
  const { example } = rowOf(mnemonic);
  const heading = `### \`${usage(mnemonic)}\``;
  return [
    heading,
    `\`${stackPicture(mnemonic)}\``,
    ...describeDetails(mnemonic),
    `\`\`\`ttvm\n${example}\n\`\`\``,
  ].join("\n\n");
}
