/** What functions of Lisp are called: as the text calls them, or by where they stand. */
import { isLisp } from "../../analyze/lisp.ts";
import { lineOf } from "../../program/source-file.ts";
import type { CodeSpace, SourcePlace } from "../../run/code-space.ts";
import { scopeAt } from "./scopes.ts";

const ANONYMOUS = "lambda";

/** The name of the function that is entered at an address; undefined where no function begins. */
export function functionName(space: CodeSpace, start: number): string | undefined {
  const label = space.labelOf(start);
  const place = space.place(start);
  if (label === undefined || place === undefined || !isLisp(place.file.name)) return label;
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
