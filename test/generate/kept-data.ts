/** Statements about lists and objects that variables keep, and give other items and fields: mostly of the type that they have. */
import fc from "fast-check";
import { expression, name, type Part, sequence } from "./expressions.ts";

/** Only where the variable has a value of a type, as `TYPE_OF` names it. */
function where(variable: string, type: string, ...parts: (Part | string)[]): Part {
  return (writing) => {
    const id = writing.fresh();
    const test = [`LOAD ${variable}`, "TYPE_OF", `PUSH_STR ${type}`, "EQUALS", `JZ other${id}`];
    return sequence(...test, ...parts, `LABEL other${id}`)(writing);
  };
}

const field = fc.constantFrom("f", "g");

const statementAbout = (variable: string): fc.Arbitrary<Part> => {
  const [load, store] = [`LOAD ${variable}`, `STORE ${variable}`];
  return fc.oneof(
    fc
      .array(expression, { minLength: 1, maxLength: 3 })
      .map((items) => sequence(...items, `MAKE_LIST ${items.length}`, store)),
    fc.constant(sequence("MAKE_OBJECT", store)),
    fc.constant(where(variable, "list", load, "LEN", "PRINT")),
    fc.constantFrom("0", "1").map((at) => where(variable, "list", load, `PUSH_INT ${at}`, "INDEX", "PRINT")),
    fc.constantFrom(1, 1, 2).map((times) => {
      const rest = (): Part => where(variable, "list", load, "REST", store);
      return sequence(...Array.from({ length: times }, rest));
    }),
    fc.constant(where(variable, "list", load, "DUP", "REST", store, "PRINT")),
    fc
      .tuple(field, expression)
      .map(([key, value]) => where(variable, "object", load, value, `SET_FIELD ${key}`, store)),
    field.map((key) => where(variable, "object", load, `GET_FIELD ${key}`, "PRINT")),
    name.map((other) => sequence(load, `STORE ${other}`)),
    fc.constant(sequence(load, "PRINT")),
    fc.constant(sequence(load, "REST", store)),
  );
};

/** A few statements about one variable, some of them in a loop. */
export const keptData: fc.Arbitrary<Part> = name.chain((variable) =>
  fc
    .tuple(
      fc.array(statementAbout(variable), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(statementAbout(variable), { minLength: 1, maxLength: 6 }),
    )
    .map(
      ([before, count, repeated]): Part =>
        (writing) => {
          const id = writing.fresh();
          const head = [`PUSH_INT ${count}`, `STORE n${id}`, `LABEL loop${id}`];
          const step = [`LOAD n${id}`, "PUSH_INT 1", "SUB", "DUP", `STORE n${id}`, `JNZ loop${id}`];
          return sequence(...before, ...head, ...repeated, ...step)(writing);
        },
    ),
);
