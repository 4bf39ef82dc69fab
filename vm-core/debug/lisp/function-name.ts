/** What functions are called: as the text calls them; those of Lisp without a name, by where they are. */
import { type LanguageId, languageOfName } from "../../analyze/index.ts";
import { lineOf } from "../../program/source-file.ts";
import type { CodeSpace, SourcePlace } from "../../run/code-space.ts";
import { scopeAt } from "./scopes.ts";

const ANONYMOUS = "lambda";

/** The name of the function that is entered at an address; undefined where no function begins. */
export function functionName(space: CodeSpace, start: number): string | undefined {
  const label = space.labelOf(start);
  const place = space.place(start);
  if (label === undefined || place === undefined) return label;
  return NAMES[languageOfName(place.file.name).id](label, place);
}

/** What a person calls the function of a label. */
const NAMES: Readonly<Record<LanguageId, (label: string, place: SourcePlace) => string>> = {
  asm: (label) => label,
  lisp: lispName,
};

function lispName(label: string, place: SourcePlace): string {
  // Functions of one name have labels with numbers; that of a primitive as a value begins with %.
  const name = label.replace(/~\d+$/, "").replace(/^%(?=.)/, "");
  if (name !== ANONYMOUS) return name;
  const line = lineOfFunction(place);
  return line === 0 ? name : `${name} (line ${line})`;
}

function lineOfFunction({ file, instruction }: SourcePlace): number {
  for (let scope = scopeAt(file, instruction.span); scope !== undefined; scope = scope.parent) {
    if (scope.kind === "function") return lineOf(file, scope.form.start);
  }
  return 0;
}
