/**
 * Macros of `define-macro`: functions from data to data, which run on the machine while the program is compiled.
 *
 * Not hygienic: a symbol that a macro makes means what it means where the macro is used. A macro's code has the whole
 * language and library, and the functions of the program that are defined before it; not its variables, its imports,
 * or anything outside. Each expansion begins afresh.
 */
import type { Program } from "../program/program.ts";
import { NATIVES } from "../std/index.ts";
import { joined } from "../text/joined.ts";
import type { Span } from "../text/span.ts";
import { List } from "../value/list.ts";
import { Analyser } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import type { Datum, ListDatum, SymbolDatum } from "./datum.ts";
import { symbol } from "./datum.ts";
import { generate } from "./generate.ts";
import { LIBRARY_FILE } from "./library.ts";
import type { MacroCode, MacroCompiler } from "./macro-compiler.ts";
import { MacroData } from "./macro-data.ts";
import { macroNatives } from "./macro-primitives.ts";
import { MacroBudget, MacroMachine } from "./macro-run.ts";
import type { MacroProblem } from "./problem.ts";
import type { Environment, Expander } from "./scope.ts";
import { MAXIMUM_SIZE, sizeOf } from "./syntax-rules.ts";

/** For all expansions of a program: about a tenth of a second, so that an editor never waits. */
const MAXIMUM_INSTRUCTIONS = 20_000_000;
/** What starting an expansion and handing over one datum take, in instructions. */
const START = 2_000;
const DATUM = 20;
/** Besides, for each character of a text: what is written is expanded however long that is. */
const OF_CHARACTER = START / 2;

/** The macros of one program, or of all inputs of a session. */
export class Macros implements MacroCompiler {
  private budget: MacroBudget;
  private invented = 0;
  /** The budget is used up, and that was reported. */
  private isSpent = false;
  private readonly natives = { ...NATIVES, ...macroNatives(() => ++this.invented) };

  /** `length` is that of the text. */
  constructor(length: number) {
    this.budget = budgetOf(length);
  }

  /** Those of a program whose macros are not to run: their uses expand to nothing, and nothing is said about that. */
  static spent(): Macros {
    const macros = new Macros(0);
    macros.isSpent = true;
    return macros;
  }

  /** Gives the next input of a session a budget of its own; `length` is that of its text. */
  renew(length: number): void {
    this.budget = budgetOf(length);
    this.isSpent = false;
  }

  compile(analyser: Analyser, code: MacroCode, environment: Environment): MacroMachine | undefined {
    const inner = new Analyser({
      span: analyser.main.span,
      exportsOf: () => [],
      macros: this,
      forms: analyser.forms,
      program: analyser,
    });
    for (
      let scope: typeof environment.scope | undefined = environment.scope;
      scope !== undefined;
      scope = scope.parent
    ) {
      for (const [key, meaning] of scope.meanings) {
        if (meaning.kind === "macro" && !inner.globals.meanings.has(key))
          inner.globals.meanings.set(key, meaning);
      }
    }
    inner.runMacro(code.name.name, code.parameters, code.body, code.span);
    analyser.names.adopt(inner.names, code.span, (meaning) => {
      const isGlobal = meaning.kind === "variable" && meaning.variable.kind === "global";
      const own = isGlobal ? analyser.globals.meanings.get(meaning.variable.name) : undefined;
      return own ?? meaning;
    });
    const functions = settleClosures([inner.main, ...inner.functions], inner.variables);
    const { found: late, ...generated } = generate(functions, []);
    const found = [...inner.problems.found, ...late];
    for (const problem of found) analyser.problems.found.push(problem);
    if (found.length > 0) return undefined;
    return new MacroMachine(programOf(generated), this.natives);
  }

  expand(analyser: Expander, macro: MacroCode, machine: MacroMachine, use: ListDatum): Datum | undefined {
    if (this.isSpent) return undefined;
    const { name, parameters } = macro;
    const wanted = parameters.kind === "list" ? parameters.items.length : 0;
    const takesMore = parameters.kind !== "list" || parameters.tail !== undefined;
    const given = use.items.length - 1;
    if (use.tail !== undefined || (takesMore ? given < wanted : given !== wanted)) {
      analyser.wrongCount(use.span, name.name, wanted, takesMore, given);
      return undefined;
    }
    const data = new MacroData(use.span, (word) => wordOf(analyser, word, use.span));
    const argument = List.of(use.items.slice(1).map((item) => data.value(item)));
    this.budget.instructions -= START + DATUM * sizeOf(use);
    const result = machine.apply(argument, this.budget);
    if ("problem" in result) {
      this.isSpent = this.budget.instructions <= 0;
      this.report(analyser, name, use, result.problem, result.span);
      return undefined;
    }
    const expansion = data.datum(result.value);
    if ("problem" in expansion) this.report(analyser, name, use, expansion.problem, name.span);
    else if (this.fits(expansion)) return expansion;
    else this.report(analyser, name, use, { is: "too-large" }, name.span);
    return undefined;
  }

  private fits(expansion: Datum): boolean {
    const size = sizeOf(expansion);
    this.budget.instructions -= DATUM * size;
    return size <= MAXIMUM_SIZE;
  }

  private report(
    analyser: Expander,
    { name }: SymbolDatum,
    use: ListDatum,
    because: MacroProblem,
    at: Span | undefined,
  ): void {
    analyser.problem(use.span, { kind: "macro-failed", macro: name, because, at });
  }
}

function budgetOf(length: number): MacroBudget {
  return new MacroBudget(MAXIMUM_INSTRUCTIONS + OF_CHARACTER * length);
}

function programOf(generated: Pick<Program, "code" | "labels" | "procedures">): Program {
  return { ...generated, files: [{ name: "" }, LIBRARY_FILE] };
}

/** A name of the language. */
function wordOf({ root }: Expander, name: string, span: Span): SymbolDatum {
  return joined(symbol(name, span), { alias: { id: 0, original: symbol(name, span), scope: root } });
}
