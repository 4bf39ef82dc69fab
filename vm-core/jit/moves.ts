/** Moves of values to where a block expects them. */
import { type Atom, boxed, isRest, type Known, placeName, withoutFirst } from "./atom.ts";
import { FLOAT } from "./types.ts";

/**
 * Statements that bring what is known where control comes from to what a block expects; empty when it is there. `temporary` gives
 * new names: a value may be where another one belongs.
 */
export function movesTo(
  { stack, variables }: Known,
  from: { readonly stack: readonly Atom[]; readonly variables: ReadonlyMap<number, number> },
  temporary: () => string,
): string {
  const statements: string[] = [];
  for (const [slot, type] of variables) {
    if (type !== FLOAT && from.variables.get(slot) === FLOAT)
      statements.push(`v${slot} = new Float(w${slot});`);
  }
  const wanted = stack.map((type, index) => ({
    name: placeName(index, type),
    text: type === FLOAT ? from.stack[index].text : boxed(from.stack[index]),
    source: from.stack[index].text,
  }));
  const moved = wanted.filter(({ name, text }) => name !== text);
  const written = new Set(moved.map(({ name }) => name));
  const conflicts = moved.some(({ source, name }) => source !== name && written.has(source));
  if (conflicts) {
    const names = moved.map(temporary);
    moved.forEach(({ text }, index) => {
      statements.push(`const ${names[index]} = ${text};`);
    });
    moved.forEach(({ name }, index) => {
      statements.push(`${name} = ${names[index]};`);
    });
  } else for (const { name, text } of moved) statements.push(`${name} = ${text};`);
  for (const [slot, type] of variables) {
    const isMade = !isRest(type) && isRest(from.variables.get(slot));
    if (isMade) statements.push(`v${slot} = ${withoutFirst(`v${slot}`, `o${slot}`)};`);
    if (isRest(type) && !isRest(from.variables.get(slot))) statements.push(`o${slot} = 0;`);
  }
  return statements.length === 0 ? "" : `${statements.join(" ")}\n`;
}
