/** The reference of the library for readers: Markdown, made of what the modules say about themselves. */
import { documentation, type LibraryEntry, moduleSummary } from "./documentation.ts";
import { MODULES } from "./modules.ts";

const HEAD = `<!-- Made in the build from vm-core/std/modules; edit those. -->

# The standard library

\`IMPORT std/NAME\` binds what the module \`NAME\` exports in the current frame. \`LOAD\` then pushes a constant or a
function, and \`CALL_FUNCTION\` calls the function with its arguments below it, the last one topmost:

\`\`\`
IMPORT std/math
PUSH_INT 2
PUSH_INT 10
LOAD pow
CALL_FUNCTION
PRINT ; 1024
\`\`\`

Wrong arguments raise a fault that names the function or the instruction that noticed:
\`sqrt expects a number (int or float) but got Null\`.
`;

export function libraryReference(): string {
  return [HEAD, ...Object.keys(MODULES).map(describeModule)].join("\n");
}

function describeModule(module: string): string {
  const paragraphs = moduleSummary(module).split("\n\n");
  const entries = documentation(module);
  const own = entries.filter(({ source }) => source === module);
  const parts = [`## std/${module}`, ...paragraphs];
  if (own.length < entries.length) parts.push(entries.map(link).join(", "));
  const constants = own.filter(({ kind }) => kind === "constant");
  if (constants.length > 0) parts.push(constants.map(({ name, doc }) => `- \`${name}\`: ${doc}`).join("\n"));
  for (const entry of own)
    if (entry.kind === "function") parts.push(`### \`${libraryHeading(entry)}\``, entry.doc);
  return `${parts.join("\n\n")}\n`;
}

/** The words of the heading of a function in the reference. */
export function libraryHeading({ name, parameters }: LibraryEntry): string {
  return [name, ...parameters.map((parameter) => parameter.name)].join(" ");
}

function link({ name, source }: LibraryEntry): string {
  return `\`${name}\` of std/${source}`;
}
