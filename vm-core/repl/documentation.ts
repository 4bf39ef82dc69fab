/**
 * What is documented under a name, in plain text: instructions, forms and functions of the Lisp, functions of the
 * standard library.
 *
 * Absent by design: what a session has defined itself; the session tells that.
 */
import { usage } from "../asm/usage.ts";
import { ALIASES, MNEMONICS, rowOf } from "../isa/index.ts";
import { lispFunctions, signatureOf, WRITTEN_FORMS } from "../lisp/index.ts";
import { libraryEntries } from "../std/index.ts";

/** Something that has a documentation. */
export interface Documented {
  readonly name: string;
  /** What it is: `instruction`, `form`, `function`, or the module of the standard library that exports it. */
  readonly kind: string;
  /** How it is written, a line for each way. */
  readonly shapes: readonly string[];
  /** Markdown. */
  readonly doc: string;
}

let all: readonly Documented[] | undefined;

/** Everything that is documented, in the order of the names. */
export function documented(): readonly Documented[] {
  all ??= [...instructions(), ...forms(), ...functions(), ...libraryFunctions()].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
  return all;
}

/** What has a name; instructions are found in small letters and by their other spellings, too. */
export function documentationOf(name: string): readonly Documented[] {
  const upper = name.toUpperCase();
  const instruction = Object.hasOwn(ALIASES, upper) ? ALIASES[upper].mnemonic : upper;
  return documented().filter((one) =>
    one.kind === "instruction" ? one.name === instruction : one.name === name,
  );
}

/** What has a text in its name or, ignoring case, in its documentation: the former first. */
export function apropos(text: string): readonly Documented[] {
  const wanted = text.toLowerCase();
  const named = documented().filter(({ name }) => name.toLowerCase().includes(wanted));
  const told = documented().filter((one) => !named.includes(one) && one.doc.toLowerCase().includes(wanted));
  return [...named, ...told];
}

function instructions(): Documented[] {
  return MNEMONICS.map((name) => {
    const { stack, doc } = rowOf(name);
    return { name, kind: "instruction", shapes: [`${usage(name)}  ; ( ${stack.trim()} )`], doc };
  });
}

function forms(): Documented[] {
  return WRITTEN_FORMS.map(([name, { shapes, doc }]) => ({ name, kind: "form", shapes, doc }));
}

function functions(): Documented[] {
  return [...lispFunctions().values()].map(({ name, parameters, rest, doc }) => ({
    name,
    kind: "function",
    shapes: [signatureOf(name, parameters, rest)],
    doc,
  }));
}

function libraryFunctions(): Documented[] {
  // What a module passes on is told once, where it is made.
  const made = libraryEntries().filter(({ module, source }) => module === source);
  return made.map(({ name, module, kind, parameters, doc }) => ({
    name,
    kind: `std/${module}`,
    shapes: [
      kind === "constant"
        ? name
        : signatureOf(
            name,
            parameters.map((each) => each.name),
          ),
    ],
    doc,
  }));
}
