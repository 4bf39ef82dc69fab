/** Objects in generated code: how they are made, and how their fields are read and set. */
import { BYTES } from "../run/sizes.ts";
import { ObjectValue, SHAPE_LIMIT } from "../value/object.ts";
import { rowOf } from "../value/room.ts";
import { type Atom, boxed, type Fields } from "./atom.ts";
import { type InlineForm, mayBe } from "./expected.ts";
import { FieldCache } from "./fields.ts";
import { ANY, OBJECT } from "./types.ts";
import type { FormWriting } from "./writing.ts";

/** Reads a field of a small object. */
export const reading =
  (key: string): InlineForm =>
  (writer, inputs) => {
    if (writer.noted() !== undefined || !mayBe(inputs[0], OBJECT)) return undefined;
    const [object] = writer.expect(inputs, [OBJECT]);
    const cache = writer.constant(new FieldCache(key));
    const { text } = object;
    const value = writer.temporary(
      `${text}.shape === ${cache}.shape ? ${text}.values[${cache}.slot] : ${cache}.read(${text})`,
    );
    writer.line(`if (${value} === undefined) ${writer.refuse(inputs)}`);
    return { text: value, type: ANY };
  };

/** Sets a field of a small object. */
export const writing =
  (key: string): InlineForm =>
  (writer, inputs) => {
    if (writer.noted() !== undefined || !mayBe(inputs[0], OBJECT)) return undefined;
    const value = boxed(inputs[1]);
    const fields = fieldsWith(inputs[0], key, lasting(writer, value));
    if (fields !== undefined) return objectOf(writer, fields);
    const made = changed(writer, key, inputs, value);
    const result = { text: made, type: OBJECT, isNew: true };
    const most = BYTES.object + BYTES.reference * (SHAPE_LIMIT + 1);
    writer.growth(`${BYTES.object} + ${BYTES.reference} * ${made}.values.length`, result, most);
    return result;
  };

/** A text that means the same when variables of the frame have got other values. */
function lasting(writer: FormWriting, text: string): string {
  return /^[vwlhG]\d/.test(text) || !/^[\w.-]+$/.test(text) ? writer.temporary(text) : text;
}

/** The fields of an object that was made just now, or is empty, with another value of one; undefined of any other, or of a large one. */
function fieldsWith({ constant, fields }: Atom, key: string, value: string): Fields | undefined {
  const { shape, values } = constant === ObjectValue.EMPTY ? NO_FIELDS : (fields ?? { shape: undefined });
  if (shape === undefined) return undefined;
  const slot = shape.slot(key);
  if (slot !== undefined) return { shape, values: values.with(slot, value) };
  const next = shape.extended(key);
  return next === undefined ? undefined : { shape: next, values: [...values, value] };
}

const NO_FIELDS: Fields = { shape: ObjectValue.EMPTY.shape, values: [] };

/** An object with such fields. One that nothing but the next instruction takes is not made, as an engine sees that nobody needs it. */
function objectOf(writer: FormWriting, fields: Fields): Atom {
  const row = `${writer.constant(rowOf)}(${fields.values.join(", ")})`;
  const text = writer.temporary(`new ObjectValue(${writer.constant(fields.shape)}, ${row}, undefined)`);
  const result = { text, type: OBJECT, isNew: true, fields };
  const bytes = BYTES.object + BYTES.reference * fields.values.length;
  writer.growth(String(bytes), result, bytes);
  return result;
}

function changed(writer: FormWriting, key: string, inputs: readonly Atom[], value: string): string {
  const [object] = writer.expect(inputs.slice(0, 1), [OBJECT]);
  const cache = writer.constant(new FieldCache(key));
  const { text } = object;
  const copied = `${cache}.next === null ? ${text}.withSlot(${cache}.slot, ${value}) : ${text}.extendedTo(${cache}.next, ${value})`;
  const owned = writer.ownedText(object);
  const room = writer.isReserving
    ? ""
    : ` && H.hasLeft(${BYTES.object} + ${BYTES.reference} * ${text}.values.length)`;
  const inPlace =
    owned === undefined
      ? ""
      : `${owned} && ${cache}.next === null${room} ? ${text}.changeSlot(${cache}.slot, ${value}) : `;
  const made = writer.temporary(
    `${text}.shape === ${cache}.shape ? (${inPlace}${copied}) : ${cache}.write(${text}, ${value})`,
  );
  writer.line(`if (${made} === undefined) ${writer.refuse(inputs)}`);
  return made;
}
