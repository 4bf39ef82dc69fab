/** Writes what a block does with variables of the frame: lists that are held as rests, and objects that a variable owns. */
import { type Atom, assignments, isRest, variableAtom, variableName, withoutFirst } from "./atom.ts";
import type { BlockWriter } from "./block-writer.ts";
import { isLookedInto, setsField } from "./ownership.ts";
import { looksIntoList, storedIn } from "./rests.ts";
import { ANY, FLOAT, LIST, LONG, REST, UNBOUND } from "./types.ts";

/** The rest of a list that a variable has, where what is done with it next does not need it made. */
export function restAtHand(writer: BlockWriter, name: string, index: number): Atom | undefined {
  const slot = writer.unit.slotOf(name);
  const { acts } = writer.block;
  if (!isRest(writer.variables.get(slot)) || !looksIntoList(acts, index + 1)) return undefined;
  return { text: `v${slot}`, type: LIST, offset: `o${slot}` };
}

/** Makes the rest of a list that a variable has. */
function makeRest(writer: BlockWriter, slot: number): void {
  keepOnStack(writer, slot);
  writer.line(`v${slot} = ${withoutFirst(`v${slot}`, `o${slot}`)};`);
  writer.variables.set(slot, LIST);
}

/** Gives values on the stack that are those of a variable names of their own, as the variable gets another one. */
function keepOnStack(writer: BlockWriter, slot: number): void {
  const names = [0, FLOAT, LONG].map((type) => variableName(slot, type));
  writer.stack = writer.stack.map((atom) => {
    const { text, type, high } = atom;
    if (!names.includes(text) && atom.restOf !== slot) return atom;
    const kept = { text: writer.temporary(text), type };
    return high === undefined ? kept : { ...kept, high: writer.temporary(high) };
  });
}

/** The slot of the variable whose list the instruction takes the rest of, which is stored there in this block. */
export function restStoredBy(writer: BlockWriter): number | undefined {
  const index = writer.address - writer.block.start;
  const { acts } = writer.block;
  const before = acts[index - 1];
  if (before?.kind !== "load") return undefined;
  const slot = writer.unit.slotOf(before.name);
  const type = writer.variables.get(slot) as number;
  if (type !== LIST && !isRest(type)) return undefined;
  return storedIn(acts, index + 1) === before.name ? slot : undefined;
}

export function loadVariable(writer: BlockWriter, name: string): Atom {
  const slot = writer.unit.slotOf(name);
  if (isRest(writer.variables.get(slot))) makeRest(writer, slot);
  const type = writer.variables.get(slot) as number;
  if (type === UNBOUND) return loadGlobal(writer, name);
  if ((type & UNBOUND) === 0) return variableAtom(slot, type);
  const text = variableName(slot, type);
  writer.line(`if (${text} === undefined) ${writer.bail("variable")}`);
  writer.variables.set(slot, type & ~UNBOUND);
  // A Float that may be missing is as the interpreter has it.
  const bound = type & ~UNBOUND;
  if (bound !== FLOAT) return { text, type: bound };
  writer.line(`w${slot} = +${text}.value;`);
  return { text: `w${slot}`, type: FLOAT };
}

/** A variable that the frame does not have is the module's. */
function loadGlobal(writer: BlockWriter, name: string): Atom {
  const place = writer.unit.globalSlot(name);
  if (place === undefined) {
    writer.line(`if (true) ${writer.bail("variable")}`);
    return { text: "null", type: ANY };
  }
  const text = writer.temporary(`G[${place}]`);
  writer.line(`if (${text} === undefined) ${writer.bail("variable")}`);
  return { text, type: ANY };
}

export function storeVariable(writer: BlockWriter, name: string): void {
  const [value] = writer.take(1);
  const slot = writer.unit.slotOf(name);
  if (value.restOf === slot) {
    writer.unit.rests.add(slot);
    writer.line(isRest(writer.variables.get(slot)) ? `o${slot}++;` : `o${slot} = 1;`);
    writer.variables.set(slot, LIST | REST);
    disown(writer, name);
    return;
  }
  keepOnStack(writer, slot);
  for (const { name: to, text } of assignments(variableAtom(slot, value.type), value))
    writer.line(`${to} = ${text};`);
  writer.variables.set(slot, value.type);
  if (value.type === LONG) writer.unit.longs.add(slot);
  const owned = writer.unit.ownedText(name);
  if (owned === undefined) return;
  const isNew = value.isNew === true && setsField(writer.block.acts[writer.address - 1 - writer.block.start]);
  writer.line(`${owned} = ${isNew};`);
}

/** Notes that a variable that is loaded does not own its object any more, unless only a field of it is read or set. */
export function disown(writer: BlockWriter, name: string): void {
  const owned = writer.unit.ownedText(name);
  if (owned !== undefined && !isLookedInto(writer.block.acts, writer.address - writer.block.start))
    writer.line(`${owned} = false;`);
}

/**
 * What says whether an object that gets another value of a field may be changed: a JavaScript variable; undefined where it may
 * not, as the variable that has it is not what it is stored in at once, or it is on the stack, too.
 */
export function ownedTextOf(writer: BlockWriter, object: Atom): string | undefined {
  const next = writer.block.acts[writer.address + 1 - writer.block.start];
  if (next?.kind !== "store" || writer.stack.some(({ text }) => text === object.text)) return undefined;
  return variableName(writer.unit.slotOf(next.name), object.type) === object.text
    ? writer.unit.ownedText(next.name)
    : undefined;
}
