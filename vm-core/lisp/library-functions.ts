/**
 * Functions that become part of a program because it uses them: those of the library, and functions that do what a
 * primitive or a silent import does.
 *
 * Invariant: each is made once for a program, and for all versions of a document; what they mention is no mention in the
 * program's text.
 */
import { withMember } from "../text/few.ts";
import type { Analyser } from "./analyser.ts";
import { type ListDatum, list, symbol } from "./datum.ts";
import { HANDLING } from "./escapes.ts";
import { isInLibrary, libraryDefinition, mostArguments } from "./library.ts";
import { type FunctionNode, newVariable, type Variable } from "./nodes.ts";
import { PRIMITIVES } from "./primitives.ts";
import { Scope } from "./scope.ts";
import { AnalysisWork, type LibraryFunction } from "./work.ts";

const NOWHERE = { start: 0, end: 0 };

export class LibraryFunctions {
  private readonly made = new Map<string, LibraryFunction>();

  constructor(private readonly analyser: Analyser) {}

  /** The variable of a function of the library. */
  of(name: string): Variable {
    const known = this.known(name);
    if (known !== undefined) return known;
    const definition = libraryDefinition(name);
    if (definition === undefined) throw new Error(`the library has no ${name}`);
    const { analyser } = this;
    this.noteHandling(name);
    const variable = newVariable(name, "global", analyser.main, definition.span);
    variable.defined = true;
    const parameters = new AnalysisWork();
    const made: LibraryFunction = { key: name, variable, parameters, body: undefined, isLater: true };
    this.add(made);
    const [, signature, ...body] = definition.items;
    const { items, tail } = signature as ListDatum;
    const written = { ...list(items.slice(1), signature.span), tail };
    const later = (work: () => void) => {
      if (analyser.isOutline) return;
      analyser.postpone(() => {
        made.body = analyser.worked(work);
      });
    };
    const bound = analyser.worked(() =>
      analyser.inLibrary(() => {
        const environment = { scope: new Scope(analyser.root), code: analyser.main, tail: false };
        variable.known = analyser.lambda(name, written, body, environment, definition.span, { later });
        variable.known.most = mostArguments(definition);
        analyser.functions.push(variable.known);
      }),
    );
    parameters.variables.push(...bound.variables);
    return variable;
  }

  /** A function that does what a primitive does. */
  wrapper(name: string): Variable {
    if (isInLibrary(`%${name}`)) return this.of(`%${name}`);
    return this.calling(name, name, PRIMITIVES.get(name)?.parameters ?? [], this.analyser.root);
  }

  /** A function that calls one that leaves no value, and gives null. */
  speaking({ name, silent }: Variable): Variable {
    this.analyser.work.isUnsteady = true;
    const parameters = Array.from({ length: silent ?? 0 }, (_, index) => `~${index}`);
    return this.calling(`import ${name}`, name, parameters, this.analyser.globals);
  }

  /** A function that hands its arguments to what `name` means in `scope`. */
  private calling(key: string, name: string, names: readonly string[], scope: Scope): Variable {
    const known = this.known(key);
    if (known !== undefined) return known;
    const { analyser } = this;
    const variable = newVariable(name, "global", analyser.main, NOWHERE);
    variable.defined = true;
    const made: LibraryFunction = {
      key,
      variable,
      parameters: new AnalysisWork(),
      body: undefined,
      isLater: false,
    };
    const parameters = names.map((parameter) => symbol(parameter, NOWHERE));
    const body = list([symbol(name, NOWHERE), ...parameters], NOWHERE);
    this.add(made);
    made.body = analyser.worked(() =>
      analyser.inLibrary(() => {
        const environment = { scope, code: analyser.main, tail: false };
        variable.known = analyser.lambda(name, list(parameters, NOWHERE), [body], environment, NOWHERE);
        analyser.functions.push(variable.known);
      }),
    );
    // What an import brings is another function in each version.
    if (scope !== analyser.root) analyser.top.library.delete(key);
    return variable;
  }

  private add(made: LibraryFunction): void {
    const { top, work } = this.analyser;
    this.made.set(made.key, made);
    top.library.set(made.key, made);
    work.library = withMember(work.library, made);
  }

  /** One that the program, or the version of the document before, has. */
  private known(key: string): Variable | undefined {
    const { analyser } = this;
    const known = this.made.get(key) ?? analyser.top.library.get(key);
    if (known === undefined) return undefined;
    analyser.work.library = withMember(analyser.work.library, known);
    this.again(known);
    return known.variable;
  }

  /** Makes one a part of this version, too. */
  again(made: LibraryFunction): void {
    const { key, variable, parameters, isLater } = made;
    if (this.made.has(key)) return;
    const { analyser } = this;
    this.made.set(key, made);
    variable.uses = [];
    this.noteHandling(key);
    for (const variable of parameters.variables) analyser.variables.push(variable);
    const code = variable.known as FunctionNode;
    if (isLater) {
      analyser.functions.push(code);
      analyser.postpone(() => this.redo(made));
    } else {
      this.redo(made);
      analyser.functions.push(code);
    }
  }

  private redo({ body }: LibraryFunction): void {
    const { variables, library } = body as AnalysisWork;
    for (const variable of variables) this.analyser.variables.push(variable);
    for (const each of library) this.again(each);
  }

  /** Code that was analysed before does not know of handlers: it is left before they run. */
  private noteHandling(name: string): void {
    const { analyser } = this;
    if (!HANDLING.includes(name) || analyser.hasHandlers) return;
    analyser.hasHandlers = true;
    analyser.top.isMixed = true;
  }
}
