/**
 * Equality in generated code: of values that hold no others it is seen at once, of others their operator is asked.
 *
 * Invariant: what is compared counts as the operator counts it. Comparing a text counts when it differs, or for `EQ` always, and
 * is longer than `SHORT`.
 */
import { typeOf } from "../value/convert.ts";
import { DYNAMIC_OPERATORS } from "../value/dynamic-operators.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import { type Atom, boxed } from "./atom.ts";
import { all, expected, type InlineForm, type NativeForm } from "./expected.ts";
import { longComparison, longOr } from "./long-forms.ts";
import { typeTest } from "./type-tests.ts";
import { BOOLEAN, INT, STRING } from "./types.ts";
import type { FormWriting } from "./writing.ts";

/** Texts up to this length compare at no cost. */
const SHORT = 15;

/** Whether comparing with a value, a constant, is a JavaScript comparison that costs nothing, whatever the other one is. */
function isPlain({ type, constant }: Atom, types: number): boolean {
  const isShort = typeof constant === "string" && constant.length <= SHORT;
  return isShort || ((type & ~types) === 0 && type !== 0);
}

/** `EQ` and `NE`, which fault where types differ. */
function strict(sign: "===" | "!=="): InlineForm {
  return (writer, inputs) => {
    const texts = inputs.some(({ type }) => type === STRING);
    const types = expected(writer, inputs, texts ? STRING : INT);
    if (types === undefined || !(all(types, INT) || all(types, STRING))) return undefined;
    const [a, b] = writer.expect(inputs, types);
    if (all(types, STRING) && !inputs.some((input) => isPlain(input, 0))) {
      const cost = `Math.min(${a.text}.length, ${b.text}.length) >> 4`;
      writer.line(`if (!M.walk(${cost}, ${writer.leftBefore})) ${writer.bail("pause")}`);
    }
    return { text: "", type: INT, condition: `${a.text} ${sign} ${b.text}` };
  };
}

/** `EQUALS`: numbers are equal by their size. */
const equals: InlineForm = (writer, inputs) => {
  const [a, b] = inputs.map(boxed);
  const condition = `${a} === ${b}`;
  if (inputs.some((input) => isPlain(input, BOOLEAN))) return { text: "", type: INT, condition };
  const noted = writer.noted();
  const types = expected(writer, inputs, inputs.some(({ type }) => type === STRING) ? STRING : INT);
  if (types !== undefined && all(types, INT)) {
    const [c, d] = writer.expect(inputs, types);
    return { text: "", type: INT, condition: `${c.text} === ${d.text}` };
  }
  if (types === undefined && noted === undefined) return undefined;
  const [x, y] = [a, b].map((text) => writer.named(text));
  const isObject = (text: string): string => `typeof ${text} === "object" && ${text} !== null`;
  const slow = `${isObject(x)} || ${isObject(y)}`;
  const found = decided(writer, [x, y], slow, DYNAMIC_OPERATORS.EQUALS);
  return { text: "", type: INT, condition: `${found} === true || ${found} === 1` };
};

/** Equality of the library: of two values of different types it never holds. */
function sameness(operator: unknown): InlineForm {
  return (writer, inputs) => {
    const [a, b] = inputs.map((input) => writer.named(boxed(input)));
    // Boxes differ where Floats are equal, so a Float is none of these.
    if (inputs.some((input) => isPlain(input, INT | BOOLEAN)))
      return { text: writer.temporary(`${a} === ${b}`), type: BOOLEAN };
    const found = decided(writer, [a, b], `typeof ${a} === "object" && typeof ${b} === "object"`, operator);
    return { text: found, type: BOOLEAN };
  };
}

/** A name of what says whether two values are equal; the operator is asked where a condition holds, and for long texts. */
function decided(writer: FormWriting, [a, b]: readonly string[], slow: string, operator: unknown): string {
  const found = writer.variable(`${a} === ${b}`);
  const isLong = `typeof ${a} === "string" && ${a}.length > ${SHORT}`;
  writer.line(`if ((!${found} || typeof ${a} === "object") && (${slow} || ${isLong})) {`);
  writer.asking(found, `${writer.constant(operator)}(${a}, ${b})`);
  writer.line("}");
  return found;
}

/** `EQ` of the name of a type and a text. */
function ofType(form: InlineForm): InlineForm {
  return (writer, inputs) => {
    const [{ tested }, { constant }] = inputs;
    if (tested === undefined) return form(writer, inputs);
    const condition = typeTest(tested, String(constant), writer.constant(typeOf));
    return { text: "", type: INT, condition };
  };
}

export const EQUALITY_FORMS: readonly (readonly [unknown, InlineForm])[] = [
  [BINARY_OPERATORS.EQ, ofType(longOr(longComparison("==="), strict("===")))],
  [BINARY_OPERATORS.NE, longOr(longComparison("!=="), strict("!=="))],
  [DYNAMIC_OPERATORS.EQUALS, longOr(longComparison("==="), equals)],
];

export const EQUALITY_NATIVES: readonly (readonly [string, NativeForm])[] = [
  ["value.equal", sameness],
  ["value.same", sameness],
];
