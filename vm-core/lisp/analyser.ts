/**
 * The analyser: from data to the core language. It expands macros, resolves names and reports what is wrong.
 *
 * Invariants: never throws on any data; continues after an error, so that several are found at once.
 * Absent by design: captured variables and loops; `closures.ts` decides those once everything is known.
 */
import { spend } from "../text/allowance.ts";
import type { Span } from "../text/span.ts";
import { Binder } from "./binder.ts";
import { type Datum, type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import { ESCAPES, HANDLING, NO_NAMES, namesIn } from "./escapes.ts";
import { Expansion } from "./expansion.ts";
import type { FormTable } from "./form.ts";
import type { FormMemory } from "./form-memory.ts";
import { Inclusions } from "./inclusions.ts";
import { meaningsOf } from "./language.ts";
import { LibraryFunctions } from "./library-functions.ts";
import type { MacroCompiler } from "./macro-compiler.ts";
import { APPLY_LEFT } from "./macro-primitives.ts";
import { spanFrom } from "./name-notes.ts";
import { type FunctionNode, type Node, newFunction, type Variable } from "./nodes.ts";
import type { ExportsOf } from "./outside.ts";
import { primitiveNode } from "./primitives.ts";
import { analyseCall, analyseReference, noteHead } from "./references.ts";
import { type Environment, type Expander, type Meaning, Scope } from "./scope.ts";
import { TopLevel } from "./top-level.ts";
import { reportUndefined } from "./undefined-names.ts";

/** What the inputs of a session before this one have defined. */
export interface Earlier {
  readonly variables: Iterable<string>;
  /** By their keys in a scope. */
  readonly macros: ReadonlyMap<string, Meaning>;
  readonly functions: ReadonlyMap<string, ListDatum>;
  /** An import may have brought names that are not known. */
  readonly isOpen: boolean;
  /** They make escapes. */
  readonly hasEscapes: boolean;
  /** They have handlers. */
  readonly hasHandlers: boolean;
}

/** An estimate of what the node of a form takes, in bytes. */
const NODE = 160;

/** Forms in each other that are analysed at once: the analysis recurses. */
const DEEPEST = 100;

export interface AnalyserOptions {
  /** Of the whole text. */
  readonly span: Span;
  readonly exportsOf: ExportsOf;
  readonly macros: MacroCompiler;
  readonly forms: FormTable;
  /** Only what is defined is of interest: what functions of the library do is not looked at. */
  readonly isOutline?: boolean;
  /** For the code of a macro: the analyser of the program around it. */
  readonly program?: Analyser;
  readonly earlier?: Earlier;
  /** What the text may include; nothing when absent. */
  readonly inclusions?: Inclusions;
  /** What is kept of the version before. */
  readonly memory?: FormMemory | undefined;
  /** For a part of a version: the top level of the version before, which it continues. */
  readonly top?: TopLevel;
}

export class Analyser extends Binder implements Expander {
  /** Functions that are no part of another: top-level definitions and those of the library that are used. */
  readonly functions: FunctionNode[] = [];
  readonly exports: { readonly variable: Variable; readonly span: Span }[] = [];
  /** The program makes escapes, which `catch` lets through. */
  hasEscapes = false;
  /** The program has handlers of `with-exception-handler`, which run where something is raised. */
  hasHandlers = false;
  readonly library = new LibraryFunctions(this);
  readonly expansion: Expansion;
  /** The functions of the top level, each as it is defined. */
  readonly definitions = new Map<string, ListDatum>();
  /** How many definitions were noted, and globals made, before the forms of the top level were analysed: their own. */
  declared = { definitions: 0, globals: 0 };
  private readonly pending: (() => void)[] = [];
  private depth = 0;
  private readonly deferred: (() => void)[] = [];
  /** How often a part of a form was left for later: while that grows, not all uses of a variable are known. */
  deferrals = 0;

  readonly exportsOf: ExportsOf;
  readonly macros: MacroCompiler;
  readonly forms: FormTable;
  readonly isOutline: boolean;
  readonly program: Analyser | undefined;
  private readonly earlier: Earlier | undefined;
  private readonly memory: FormMemory | undefined;

  constructor(options: AnalyserOptions) {
    const { span, exportsOf, macros, forms, program, earlier, inclusions, memory } = options;
    const top = options.top ?? memory?.topLevel(span) ?? new TopLevel(span);
    super(earlier !== undefined, inclusions ?? program?.inclusions ?? new Inclusions("", span.end), top);
    this.memory = memory;
    this.exportsOf = exportsOf;
    this.macros = macros;
    this.forms = forms;
    this.isOutline = options.isOutline === true;
    this.names.isOutline = this.isOutline;
    this.program = program;
    this.earlier = earlier;
    this.expansion = new Expansion(this, span.end - span.start);
    this.root.share(meaningsOf(forms, this.isMacro ? "macro" : "program"));
    if (earlier !== undefined) this.goOn(earlier);
  }

  /**
   * Analyses a program; afterwards `main` and `functions` are all of it. Of `unclosed` forms, which the reader has
   * reported, only the names count. `names` are all that are in them.
   */
  run(forms: readonly Datum[], unclosed: readonly Datum[] = [], names = namesIn(forms)): void {
    const environment: Environment = { scope: this.globals, code: this.main, tail: false };
    this.problems.unclosed = unclosed.map(({ span }) => span);
    const all =
      unclosed.length === 0 ? forms : [...forms, ...unclosed].sort((a, b) => a.span.start - b.span.start);
    this.noteControl(all, names);
    this.memory?.control(this);
    this.finish(this.sequence(all, environment));
  }

  /** Finds out whether the code of some forms, with these names, makes escapes or has handlers, before it is analysed. */
  noteControl(forms: readonly Datum[], names = namesIn(forms)): void {
    const included = names.has("include") ? namesIn(this.inclusions.dataIn(forms)) : NO_NAMES;
    const isWritten = (name: string) => names.has(name) || included.has(name);
    this.hasEscapes ||= ESCAPES.some(isWritten);
    this.hasHandlers ||= HANDLING.some(isWritten);
  }

  /** Gives the top level its code, and analyses what was left for later. */
  finish(items: readonly Node[]): void {
    this.runPending();
    this.main.body = { kind: "sequence", items: [...this.handlerStart(), ...items], span: this.main.span };
    reportUndefined(this);
  }

  /** There are no handlers at the start. */
  private handlerStart(): readonly Node[] {
    const { span } = this.main;
    if (!this.hasHandlers) return [];
    return [primitiveNode("%set-handlers!", [{ kind: "list", items: [], span }], span)];
  }

  /** Analyses the code of a macro: a program that applies it to the list on its stack. */
  runMacro(name: string, parameters: Datum, body: readonly Datum[], span: Span): void {
    const environment: Environment = { scope: this.globals, code: this.main, tail: false };
    this.noteControl(body);
    const made = this.lambda(name, parameters, body, environment, span);
    const items: Node[] = [{ kind: "function", function: made, span }];
    this.finish([{ kind: "primitive", primitive: APPLY_LEFT, items, span }]);
  }

  private goOn({ variables, macros, isOpen, hasEscapes, hasHandlers }: Earlier): void {
    this.openImport = isOpen;
    this.hasEscapes = hasEscapes;
    this.hasHandlers = hasHandlers;
    for (const name of variables) {
      const known = symbol(name, { start: 0, end: 0 });
      const variable = this.variable(known, "global", this.main);
      variable.defined = true;
      this.globals.bind(known, { kind: "variable", variable });
    }
    for (const [key, meaning] of macros) this.globals.meanings.set(key, meaning);
  }

  /** Whether what was analysed depends on nothing that was analysed before it, but for what is known beforehand. */
  get isSteady(): boolean {
    return !this.top.isMixed && !this.expansion.isNearEnd;
  }

  /** Macros expand without end, which was reported. */
  get hasEndlessMacros(): boolean {
    return this.expansion.isExhausted;
  }

  /** What expanding macros has taken so far, in expansions. */
  get expansionWork(): number {
    return this.expansion.work;
  }

  /** Whether the code of a macro is analysed: symbols are values of their own there. */
  get isMacro(): boolean {
    return this.program !== undefined;
  }

  /** The definition of a function of the top level that has been met so far. */
  functionBefore(name: string): ListDatum | undefined {
    return (
      this.definitions.get(name) ?? this.earlier?.functions.get(name) ?? this.program?.functionBefore(name)
    );
  }

  /** Forms of a top level or of a body: definitions are known before any of them is analysed. */
  sequence(forms: readonly Datum[], environment: Environment, declares?: Variable[]): Node[] {
    const expanded: Datum[] = [];
    const queue = [...forms].reverse();
    for (let form = queue.pop(); form !== undefined; form = queue.pop()) {
      const head = this.expansion.expand(form, environment);
      if (head === undefined) continue;
      const name = this.formName(head, environment.scope);
      if (name === "begin") {
        noteHead(this, head as ListDatum, environment);
        if ((head as ListDatum).tail !== undefined) {
          this.problem(head.span, { kind: "malformed-form", is: "dotted" });
        }
        for (const form of [...(head as ListDatum).items.slice(1)].reverse()) queue.push(form);
      } else {
        if (name === "define") {
          this.declare(head as ListDatum, environment, declares);
          if (environment.scope === this.globals) this.noteFunction(head as ListDatum);
        }
        if (name === "define-macro" || name === "define-syntax") this.analyse(head, environment);
        else expanded.push(head);
      }
    }
    if (environment.scope === this.globals) {
      const { names, variables } = this;
      this.declared = { definitions: names.definitions.length, globals: variables.globals.length };
    }
    const { memory } = this;
    if (memory !== undefined && environment.scope === this.globals)
      return expanded.map((form) => memory.analysed(this, form, environment));
    return expanded.map((form, index) =>
      this.analyse(form, { ...environment, tail: environment.tail && index === expanded.length - 1 }),
    );
  }

  /** The body of a function or of `let`: a scope of its own. That one is missing was reported. */
  body(forms: readonly Datum[], environment: Environment, span: Span): Node {
    const declares: Variable[] = [];
    const scope = new Scope(environment.scope);
    const items = this.sequence(forms, { ...environment, scope }, declares);
    if (items.length === 1 && declares.length === 0) return items[0];
    return { kind: "sequence", items, declares, span };
  }

  /** Macros can use the function of a definition from here on. */
  noteFunction(form: ListDatum): void {
    const target = form.items[1];
    const name = target?.kind === "list" ? target.items[0] : undefined;
    if (name?.kind === "symbol" && name.alias === undefined && form.items.length > 2)
      this.definitions.set(name.name, form);
  }

  /** Makes the variable of a `define` known before anything is analysed. */
  private declare(form: ListDatum, { scope, code }: Environment, declares: Variable[] | undefined): void {
    const target = definedName(form);
    if (target === undefined) return;
    const before = scope.own(target);
    if (before?.kind === "variable") {
      this.names.define({ name: target, kind: "variable", form: form.span, scope, meaning: before });
      if (before.variable.defined) before.variable.assigned = true;
      before.variable.defined = true;
      return;
    }
    const kind = scope === this.globals ? "global" : "local";
    const variable = this.variable(target, kind, code);
    variable.defined = true;
    variable.recursive = kind === "local";
    this.bind(target, scope, variable, kind === "global" ? "variable" : "local", form.span);
    declares?.push(variable);
  }

  analyse(datum: Datum, environment: Environment): Node {
    spend(NODE);
    if (this.depth >= DEEPEST) return this.analyseLater(datum, environment);
    this.depth++;
    const node = this.analyseDatum(datum, environment);
    this.depth--;
    if (this.depth === 0) this.runDeferred();
    return node;
  }

  /**
   * A node that gets its content once the form around it is analysed: so what macros make may be nested as deeply as
   * there is memory, although the analysis recurses.
   */
  private analyseLater(datum: Datum, environment: Environment): Node {
    if (this.problems.isExploring) return this.nothing(datum.span);
    const items: Node[] = [];
    const { file } = this;
    const { isOn } = this.names;
    const moment = this.tick();
    this.deferrals++;
    this.deferred.push(() => {
      this.file = file;
      this.names.isOn = isOn;
      this.atMoment(moment, () => items.push(this.analyse(datum, environment)));
    });
    return { kind: "sequence", items, span: datum.span };
  }

  private runDeferred(): void {
    const { file } = this;
    const { isOn } = this.names;
    // What is deferred meanwhile is done here, too.
    this.depth = 1;
    for (let work = this.deferred.pop(); work !== undefined; work = this.deferred.pop()) {
      // What macros make without end is not analysed to its end.
      if (!this.expansion.isExhausted) work();
    }
    this.depth = 0;
    this.file = file;
    this.names.isOn = isOn;
  }

  private analyseDatum(datum: Datum, environment: Environment): Node {
    if (datum.kind === "constant") return { kind: "constant", value: datum.value, span: datum.span };
    if (datum.kind === "symbol") return analyseReference(this, datum, environment);
    if (datum.tail !== undefined) {
      return this.problem(datum.span, { kind: "malformed-form", is: "dotted" });
    }
    if (datum.bracket === "[")
      return { kind: "list", items: this.all(datum.items, environment), span: datum.span };
    if (datum.bracket === "{") return this.object(datum, environment);
    if (datum.bracket === "#(") {
      const form = list([symbol("quote", datum.span), datum], datum.span);
      return this.forms.quote.analyse?.(this, form, environment) ?? this.nothing(datum.span);
    }
    if (datum.items.length === 0) return { kind: "list", items: [], span: datum.span };
    const expanded = this.expansion.expand(datum, environment);
    if (expanded === undefined) return this.nothing(datum.span);
    if (expanded !== datum) return this.analyse(expanded, environment);
    const [head] = datum.items;
    const meaning = head.kind === "symbol" ? environment.scope.find(head) : undefined;
    if (meaning?.kind === "form") {
      const { analyse } = this.forms[meaning.name];
      // One that is made of others has been expanded, unless something is wrong with it.
      if (analyse === undefined) return this.nothing(datum.span);
      noteHead(this, datum, environment);
      return analyse(this, datum, environment);
    }
    return analyseCall(this, datum, meaning, environment);
  }

  /** Reports a malformed form whose parts can be looked at all the same. */
  malformedForm(form: ListDatum, shape: string, environment: Environment): Node {
    const node = this.malformed(form.span, shape);
    this.explore(form, environment);
    return node;
  }

  /** Looks at the parts of a form that is malformed, for their names. */
  explore({ items }: ListDatum, environment: Environment): void {
    const inner: Environment = { ...environment, tail: false };
    this.problems.explore(() => {
      for (const item of items.slice(1)) this.analyse(item, inner);
    });
  }

  /** Notes what the head of a form means. */
  noteHead(form: ListDatum, environment: Environment): void {
    noteHead(this, form, environment);
  }

  /** The special form that a datum is, if it is one. */
  formName(datum: Datum, scope: Scope): string | undefined {
    if (datum.kind !== "list" || datum.bracket !== "(" || datum.items[0]?.kind !== "symbol") return undefined;
    const meaning = scope.find(datum.items[0]);
    return meaning?.kind === "form" ? meaning.name : undefined;
  }

  all(data: readonly Datum[], environment: Environment): Node[] {
    const inner = { ...environment, tail: false };
    return data.map((datum) => this.analyse(datum, inner));
  }

  private object({ items, span }: ListDatum, environment: Environment): Node {
    if (items.length % 2 !== 0) {
      return this.problem(span, { kind: "malformed-object" });
    }
    const nodes = this.all(items, environment);
    const fields = [];
    for (let i = 0; i < nodes.length; i += 2) fields.push({ key: nodes[i], value: nodes[i + 1] });
    return { kind: "object", fields, span };
  }

  /** A function with `parameters` as written: a list, with a tail for the rest, or one name for all. */
  lambda(
    name: string,
    parameters: Datum,
    body: readonly Datum[],
    environment: Environment,
    span: Span,
    { later, loop }: { readonly later?: (work: () => void) => void; readonly loop?: Scope } = {},
  ): FunctionNode {
    const rest =
      parameters.kind === "symbol" ? parameters : parameters.kind === "list" ? parameters.tail : undefined;
    const made = newFunction(name, environment.code, span, this.file, rest !== undefined, this.tick());
    const scope = new Scope(environment.scope);
    const names = parameters.kind === "list" ? [...parameters.items] : [];
    if (rest !== undefined) names.push(rest);
    const inner = spanFrom([...names, ...body], span);
    const kind = loop === undefined ? "function" : "loop";
    // A name that a form gives its loop has a blank in it: no program can write that.
    const written = name.includes(" ") ? undefined : name;
    this.names.scope({ scope: loop ?? scope, kind, name: written, span: inner, form: span, code: made });
    for (const parameter of names) {
      // What is wrong stays a parameter without a name: calls have as many arguments as there are parameters.
      const nameless = (): Variable => this.variable(symbol("parameter", parameter.span), "local", made);
      if (parameter.kind !== "symbol") {
        this.problem(parameter.span, { kind: "malformed-form", is: "parameter" });
        made.parameters.push(nameless());
      } else if (scope.own(parameter) !== undefined) {
        this.problem(parameter.span, { kind: "duplicate-parameter", name: parameter.name });
        made.parameters.push(nameless());
      } else {
        const role = loop === undefined ? "parameter" : "local";
        made.parameters.push(this.bindLocal(parameter, scope, made, role));
      }
    }
    const analyseBody = (): void => {
      made.body = this.body(body, { scope, code: made, tail: true }, span);
    };
    const inPlace = this.isInLibrary ? () => this.inLibrary(analyseBody) : () => this.unnoted(analyseBody);
    if (later === undefined) analyseBody();
    else later(inPlace);
    return made;
  }

  /** Does something once the program has been analysed. */
  postpone(work: () => void): void {
    this.pending.push(work);
  }

  private runPending(): void {
    for (let work = this.pending.shift(); work !== undefined; work = this.pending.shift()) work();
  }
}

/** The name that a `define` gives something; undefined where it is malformed. */
export function definedName(form: ListDatum): SymbolDatum | undefined {
  let target: Datum | undefined = form.items[1];
  while (target?.kind === "list") target = target.items[0];
  return target?.kind === "symbol" ? target : undefined;
}
