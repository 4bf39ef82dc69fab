/**
 * Lists in generated code: how they are made, and grow.
 *
 * Invariant: nothing here counts as walked, as lists share their items. What is copied for it is bounded.
 */
import { appendedBytes, BYTES, prependedBytes } from "../run/sizes.ts";
import { List } from "../value/list.ts";
import { appended } from "../value/sequence.ts";
import { type Atom, boxed } from "./atom.ts";
import { type InlineForm, mayBe, type NativeForm } from "./expected.ts";
import { LIST } from "./types.ts";
import type { FormWriting } from "./writing.ts";

/** A list of values. */
export function writeList(writer: FormWriting, items: readonly Atom[]): Atom {
  const { length } = items;
  const text =
    length === 0
      ? writer.constant(List.EMPTY)
      : writer.temporary(`List.of([${items.map((item) => boxed(item)).join(", ")}])`);
  const result = { text, type: LIST };
  const bytes = BYTES.list + BYTES.array + BYTES.reference * length;
  writer.growth(String(bytes), result, bytes);
  return result;
}

/** A list with an item more: `list` and `item` are the indexes of the operands. */
function grown(method: "append" | "prepend", list: number, item: number): InlineForm {
  return (writer, inputs) => {
    if (writer.noted() !== undefined || !mayBe(inputs[list], LIST)) return undefined;
    // Both operands are noted, in their order, where the list is none.
    const types = inputs.map((input, index) => (index === list ? LIST : input.type));
    const items = writer.expect(inputs, types);
    const result = {
      text: writer.temporary(`${items[list].text}.${method}(${boxed(items[item])})`),
      type: LIST,
    };
    const bytes = method === "append" ? appendedBytes : prependedBytes;
    writer.growth(`${writer.constant(bytes)}(${result.text})`, result);
    return result;
  };
}

export const LIST_FORMS: readonly (readonly [unknown, InlineForm])[] = [[appended, grown("append", 0, 1)]];

export const LIST_NATIVES: readonly (readonly [string, NativeForm])[] = [
  ["list.prepend", () => grown("prepend", 1, 0)],
];
