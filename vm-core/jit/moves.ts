/** Moves of values to where a block expects them. */
import {
  type Atom,
  assignments,
  boxedVariable,
  isRest,
  type KnownTypes,
  placeAtom,
  variableAtom,
  withoutFirst,
} from "./atom.ts";
import { FLOAT, LONG } from "./types.ts";

/**
 * Statements that bring what is known where control comes from to what a block expects; empty when it is there. `temporary` gives
 * new names: a value may be where another one belongs.
 */
export function movesTo(
  { stack, variables }: KnownTypes,
  from: { readonly stack: readonly Atom[]; readonly variables: ReadonlyMap<number, number> },
  temporary: () => string,
): string {
  const statements: string[] = [];
  for (const [slot, type] of variables) {
    const was = from.variables.get(slot) as number;
    if (was === type) continue;
    if (was === FLOAT || was === LONG) statements.push(`v${slot} = ${boxedVariable(slot, was)};`);
    else if (type === LONG) {
      for (const { name, text } of assignments(variableAtom(slot, type), variableAtom(slot, was)))
        statements.push(`${name} = ${text};`);
    }
  }
  const moved = stack.flatMap((type, index) => assignments(placeAtom(index, type), from.stack[index]));
  const written = new Set(moved.map(({ name }) => name));
  const conflicts = moved.some(({ sources, name }) =>
    sources.some((source) => source !== name && written.has(source)),
  );
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
