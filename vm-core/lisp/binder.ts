/**
 * Binds names: makes variables, gives them their names in scopes, notes what the text says about names, and reports
 * what is wrong with it.
 *
 * Invariant: a variable is made once, in the order in which the text is analysed; `variables` has all of them.
 * Absent by design: the analysis of forms.
 */
import { withOneMore } from "../text/few.ts";
import type { Span } from "../text/span.ts";
import { type Datum, type SymbolDatum, symbol } from "./datum.ts";
import type { Inclusions } from "./inclusions.ts";
import { NameNotes, type Noted, type ScopeKind, spanFrom } from "./name-notes.ts";
import { type FunctionNode, type Node, newVariable, type Variable, type VariableUse } from "./nodes.ts";
import type { LispProblem } from "./problem.ts";
import { Problems } from "./problems.ts";
import type { Environment, Meaning, Scope } from "./scope.ts";
import type { TopLevel } from "./top-level.ts";
import type { ForeignForm } from "./undefined-names.ts";
import { Variables } from "./variables.ts";
import { AnalysisWork } from "./work.ts";

export class Binder {
  readonly problems = new Problems();
  /** What is known about the names of the text. */
  readonly names = new NameNotes();
  /** The scope of the language. */
  readonly root: Scope;
  readonly globals: Scope;
  readonly main: FunctionNode;
  /** What is analysed comes to this. */
  work = new AnalysisWork();
  readonly variables = new Variables();
  /** Calls of names that mean forms in other Lisps. */
  readonly foreignForms: ForeignForm[] = [];
  /** An import, or a file that is included and cannot be read, may bring names that are not known here. */
  openImport = false;
  /** The text that is analysed: 0 the program's, 1 the library's. */
  protected file = 0;
  private clock = 0;
  private moment: number | undefined;

  /** `isInput`: the text is an input of a session, and a later one may define its globals anew. */
  constructor(
    private readonly isInput: boolean,
    readonly inclusions: Inclusions,
    readonly top: TopLevel,
  ) {
    this.root = top.root;
    this.globals = top.globals;
    this.main = top.main;
    const { globals: scope, main: code } = this;
    const { span } = code;
    this.names.scope({ scope, kind: "program", name: undefined, span, form: span, code });
  }

  /** Whether the text that is analysed is the library's. */
  get isInLibrary(): boolean {
    return this.file === 1;
  }

  /** The next moment in the order of evaluation. */
  tick(): number {
    return this.moment ?? ++this.clock;
  }

  /** Does something that is evaluated at an earlier moment: all of it counts as being then. */
  protected atMoment(moment: number, work: () => void): void {
    this.moment = moment;
    work();
    this.moment = undefined;
  }

  variable(symbol: SymbolDatum, kind: Variable["kind"], owner: FunctionNode): Variable {
    const { name, span, alias } = symbol;
    const variable =
      kind === "global"
        ? this.top.variable(symbol)
        : newVariable(name, kind, owner, span, alias !== undefined);
    if (kind === "global") this.work.isUnsteady = true;
    if (kind === "global" && this.isInput) variable.assigned = true;
    this.variables.push(variable);
    this.work.variables.push(variable);
    return variable;
  }

  /** Does something, and tells what it comes to. */
  worked(task: () => void): AnalysisWork {
    const around = this.work;
    const work = new AnalysisWork();
    this.work = work;
    task();
    this.work = around;
    return work;
  }

  /** A local variable that has its value from the start. */
  bindLocal(
    name: SymbolDatum,
    scope: Scope,
    code: FunctionNode,
    kind: "parameter" | "local" = "local",
    form = name.span,
  ): Variable {
    const variable = this.variable(name, "local", code);
    variable.initializedAt = this.clock;
    this.bind(name, scope, variable, kind, form);
    return variable;
  }

  /** Gives a name of the text its variable; `form` is the form that makes it. */
  bind(
    name: SymbolDatum,
    scope: Scope,
    variable: Variable,
    kind: "variable" | "parameter" | "local" | "import",
    form: Span,
  ): void {
    const meaning: Meaning = { kind: "variable", variable };
    scope.bind(name, meaning);
    this.names.define({ name, kind, form, scope, meaning });
  }

  addUse(variable: Variable, use: VariableUse): void {
    if (!this.problems.isExploring) variable.uses = withOneMore(variable.uses, use);
  }

  /** A scope of the text. */
  noteScope(
    scope: Scope,
    kind: ScopeKind,
    body: readonly { readonly span: Span }[],
    form: Span,
    { code }: Environment,
  ): void {
    this.names.scope({ scope, kind, name: undefined, span: spanFrom(body, form), form, code });
  }

  /** A word that means something where it is: `else`, `catch`; or the path of a module. */
  note(datum: Datum, meaning: Noted): void {
    const name =
      datum.kind === "symbol" ? datum : symbol(meaning.kind === "module" ? meaning.name : "", datum.span);
    this.names.mention(name, meaning, "read");
  }

  /** The forms of a file that the text includes; `path` is what names it. */
  include(path: Datum, written: string): readonly Datum[] {
    this.work.isUnsteady = true;
    this.note(path, { kind: "module", name: written, isIncluded: true });
    const opened = this.inclusions.open(written, path.span);
    if ("kind" in opened) {
      this.openImport = true;
      this.problem(path.span, opened);
      return [];
    }
    const { forms, unclosed, found } = opened.read;
    if (unclosed.length > 0) this.openImport = true;
    if (!this.problems.isExploring) for (const each of found) this.problems.found.push(each);
    return forms;
  }

  /** Does something whose names are noted elsewhere, or are in another text. */
  unnoted(work: () => void): void {
    const before = this.names.isOn;
    this.names.isOn = false;
    work();
    this.names.isOn = before;
  }

  /** Does something in the text of the library. */
  inLibrary(work: () => void): void {
    const before = this.file;
    this.file = 1;
    this.unnoted(work);
    this.file = before;
  }

  nothing(span: Span): Node {
    return { kind: "constant", value: null, span };
  }

  problem(span: Span, problem: LispProblem): Node {
    if (this.isInLibrary) throw new Error(`the library: ${JSON.stringify(problem)}`);
    this.problems.report(problem, span);
    return this.nothing(span);
  }

  malformed(span: Span, shape: string): Node {
    return this.problem(span, { kind: "malformed-form", is: "shape", shape });
  }

  mentionRead(name: SymbolDatum, meaning: Meaning): void {
    this.names.mention(name, meaning, "read");
  }

  wrongCount(span: Span, name: string, wanted: number, atLeast: boolean, got: number): Node {
    const is = atLeast ? "least" : "exact";
    return this.problem(span, { kind: "wrong-argument-count", name, wanted, is, got });
  }
}
