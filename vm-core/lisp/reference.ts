/** The reference of the Lisp for readers: Markdown, made of what its forms and its library say about themselves. */
import { FORM_GROUPS, type FormDoc } from "./form-docs.ts";
import { lispFunctions, signatureOf } from "./library-docs.ts";

const HEAD = `<!-- Made in the build from vm-core/lisp; edit form-docs.ts, primitives.ts and library/lisp.lisp there. -->

# The Lisp

A small Scheme that becomes a program of the machine. 0, \`false\` and \`null\` count as false, everything else as true.
Comparison operators give 1 or 0, predicates that end in \`?\` give \`true\` or \`false\`.

## Forms
`;

const FUNCTIONS = `## Functions

\`…\` stands behind a parameter that takes any number of arguments.
`;

export function lispReference(): string {
  const forms = FORM_GROUPS.flatMap(({ title, forms }) => [
    `### ${title}\n`,
    ...Object.values(forms).map(describeForm),
  ]);
  const functions = [...lispFunctions().values()].map(
    (one) => `- \`${signatureOf(one.name, one.parameters, one.rest)}\`: ${one.doc}`,
  );
  return `${[HEAD, ...forms, FUNCTIONS].join("\n")}\n${functions.join("\n")}\n`;
}

function describeForm({ shapes, doc, example }: FormDoc): string {
  const written = `**${shapes.map(inCode).join("** or **")}**`;
  const shown = example === undefined ? "" : `\n\`\`\`lisp\n${example}\n\`\`\`\n`;
  return `${written}\n\n${doc}\n${shown}`;
}

/** A shape may begin with a backtick. */
function inCode(shape: string): string {
  return shape.includes("`") ? `\`\` ${shape} \`\`` : `\`${shape}\``;
}
