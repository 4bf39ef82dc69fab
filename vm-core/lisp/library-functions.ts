/**
 * Functions that become part of a program because it uses them: those of the library, and functions that do what a
 * primitive or a silent import does.
 *
 * Invariant: each is made once for a program; what they mention is no mention in the program's text.
 */
import type { Analyser } from "./analyser.ts";
import { type ListDatum, list, symbol } from "./datum.ts";
import { HANDLING } from "./escapes.ts";
import { isInLibrary, libraryDefinition, mostArguments } from "./library.ts";
import { newVariable, type Variable } from "./nodes.ts";
import { PRIMITIVES } from "./primitives.ts";
import { Scope } from "./scope.ts";

const NOWHERE = { start: 0, end: 0 };

export class LibraryFunctions {
  private readonly made = new Map<string, Variable>();

  constructor(private readonly analyser: Analyser) {}

  /** The variable of a function of the library. */
  of(name: string): Variable {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const definition = libraryDefinition(name);
    if (definition === undefined) throw new Error(`the library has no ${name}`);
    const { analyser } = this;
    // Code that was analysed before does not know of handlers: it is left before they run.
    if (HANDLING.includes(name)) analyser.hasHandlers = true;
    const variable = newVariable(name, "global", analyser.main, definition.span);
    variable.defined = true;
    this.made.set(name, variable);
    const [, signature, ...body] = definition.items;
    const { items, tail } = signature as ListDatum;
    const parameters = { ...list(items.slice(1), signature.span), tail };
    analyser.inLibrary(() => {
      const environment = { scope: new Scope(analyser.root), code: analyser.main, tail: false };
      variable.known = analyser.lambda(name, parameters, body, environment, definition.span, { later: true });
      variable.known.most = mostArguments(definition);
      analyser.functions.push(variable.known);
    });
    return variable;
  }

  /** A function that does what a primitive does. */
  wrapper(name: string): Variable {
    if (isInLibrary(`%${name}`)) return this.of(`%${name}`);
    return this.calling(name, name, PRIMITIVES.get(name)?.parameters ?? [], this.analyser.root);
  }

  /** A function that calls one that leaves no value, and gives null. */
  speaking({ name, silent }: Variable): Variable {
    const parameters = Array.from({ length: silent ?? 0 }, (_, index) => `~${index}`);
    return this.calling(`import ${name}`, name, parameters, this.analyser.globals);
  }

  /** A function that hands its arguments to what `name` means in `scope`. */
  private calling(key: string, name: string, names: readonly string[], scope: Scope): Variable {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const { analyser } = this;
    const variable = newVariable(name, "global", analyser.main, NOWHERE);
    variable.defined = true;
    this.made.set(key, variable);
    const parameters = names.map((parameter) => symbol(parameter, NOWHERE));
    const body = list([symbol(name, NOWHERE), ...parameters], NOWHERE);
    analyser.inLibrary(() => {
      const environment = { scope, code: analyser.main, tail: false };
      variable.known = analyser.lambda(name, list(parameters, NOWHERE), [body], environment, NOWHERE);
      analyser.functions.push(variable.known);
    });
    return variable;
  }
}
