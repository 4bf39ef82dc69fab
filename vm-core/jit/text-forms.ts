/** Operations on texts that generated code has JavaScript of its own for. */
import { BYTES } from "../run/sizes.ts";
import { toStr } from "../value/convert.ts";
import { LONGEST_TEXT } from "../value/memory-limit.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import { partOfText } from "../value/part-of-text.ts";
import { charAt, slice } from "../value/sequence.ts";
import { all, expected, type InlineForm, mayBe, type NativeForm } from "./expected.ts";
import { TextPlace } from "./text-place.ts";
import { INT, STRING } from "./types.ts";

/** A character of a text, by its position. */
const character: InlineForm = (writer, inputs) => {
  if (writer.noted() !== undefined || !mayBe(inputs[0], STRING) || !mayBe(inputs[1], INT)) return undefined;
  const [{ text }, index] = writer.expect(inputs, [STRING, INT]);
  const place = writer.constant(new TextPlace(writer.unit.ledger));
  const isAtHand = `${text} === ${place}.text && ${index.text} >= 0 && ${index.text} < ${text}.length`;
  const slow = `${place}.read(${text}, ${index.text}, ${writer.leftBefore})`;
  const found = writer.temporary(`${isAtHand} ? ${text}[${index.text}] : ${slow}`);
  writer.line(`if (${found} === undefined) ${writer.bail()}`);
  return { text: found, type: STRING };
};

/** The characters of a text from one position up to another. */
const part: InlineForm = (writer, inputs) => {
  const types = [STRING, INT, INT];
  if (writer.noted() !== undefined || !inputs.every((input, index) => mayBe(input, types[index])))
    return undefined;
  const [{ text }, from, to] = writer.expect(inputs, types);
  const place = writer.constant(new TextPlace(writer.unit.ledger));
  const isAtHand = `${text} === ${place}.text && ${from.text} >= 0 && ${to.text} >= ${from.text}`;
  const bounds = `${text}, ${from.text}, ${to.text}`;
  const slow = `${place}.part(${bounds}, ${writer.leftBefore})`;
  const fast = `${writer.constant(partOfText)}(${bounds})`;
  const result = { text: writer.temporary(`${isAtHand} ? ${fast} : ${slow}`), type: STRING };
  writer.line(`if (${result.text} === undefined) ${writer.bail()}`);
  writer.growth(`${BYTES.string} + ${result.text}.length`, result);
  return result;
};

/** The number of characters of a text. */
const length: InlineForm = (writer, inputs) => {
  if (writer.noted() !== undefined || !mayBe(inputs[0], STRING)) return undefined;
  const [{ text }] = writer.expect(inputs, [STRING]);
  const place = writer.constant(new TextPlace(writer.unit.ledger));
  const slow = `${place}.count(${text}, ${writer.leftBefore})`;
  const found = writer.temporary(`${text} === ${place}.text ? ${text}.length : ${slow}`);
  writer.line(`if (${found} < 0) ${writer.bail()}`);
  return { text: found, type: INT };
};

const concatenation: InlineForm = (writer, inputs) => {
  if (writer.noted() !== undefined || !inputs.every((input) => mayBe(input, STRING))) return undefined;
  const [a, b] = writer.expect(inputs, [STRING, STRING]).map(({ text }) => text);
  writer.line(`if (${a}.length + ${b}.length > ${LONGEST_TEXT}) ${writer.bail()}`);
  const result = { text: writer.temporary(`${a} + ${b}`), type: STRING };
  writer.growth(`${BYTES.rope} + Math.min(${a}.length, ${b}.length)`, result);
  return result;
};

/** The text of an Int. */
const written: InlineForm = (writer, inputs) => {
  const types = expected(writer, inputs, INT);
  if (types === undefined || !all(types, INT)) return undefined;
  const [{ text }] = writer.expect(inputs, types);
  const result = { text: writer.temporary(`"" + ${text}`), type: STRING };
  writer.growth(`${result.text}.length`, result);
  return result;
};

export const TEXT_FORMS: readonly (readonly [unknown, InlineForm])[] = [
  [charAt, character],
  [slice, part],
  [BINARY_OPERATORS.CONCAT, concatenation],
  [toStr, written],
];

export const TEXT_NATIVES: readonly (readonly [string, NativeForm])[] = [["string.strlen", () => length]];
