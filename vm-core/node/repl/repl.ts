/**
 * The conversation of `ttvm repl`: takes lines, evaluates inputs that are whole, writes what comes of them.
 *
 * Invariant: values and output go to stdout, problems and what is said about the session to stderr.
 * Absent by design: the terminal; who has one feeds this, line by line, and asks what the next prompt is.
 */
import { readFile } from "node:fs/promises";
import {
  apropos,
  type Diagnostic,
  type Evaluation,
  INPUT_LANGUAGES,
  type InputLanguage,
  languageOfInput,
  languageOfName,
  type Session,
  severalValues,
  uncaughtText,
  type Value,
} from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import { aproposLine, documentationText, failureReport, problemText } from "./show.ts";

export interface ReplStreams {
  /** Values; all output of programs comes before them. */
  out(text: string): void;
  err(text: string): void;
  /** A person looks on: long values are cut, and assembly shows its stack. */
  readonly isTerminal: boolean;
  readonly color: boolean;
}

/** What became of a form that an editor has sent. */
export interface FormResult {
  readonly isError: boolean;
  /** Its value as Lisp data, empty for null; or what is wrong, in a line or several. */
  readonly text: string;
}

/** Characters of a value that a terminal shows, and that an editor shows. */
const VALUE_LIMIT = 4_000;
const FORM_VALUE_LIMIT = 1_000;
const STUCK = "nothing can wake what waits";

export const HELP = `Type Lisp, or instructions: a line that begins with an instruction or a label is assembly, all else is Lisp.
Both share variables and the stack. Lisp continues in the next line while something is open; assembly does from a
label on until an empty line. An input that begins with a label only defines it.

  :doc NAME     what an instruction, a form or a function does
  :apropos TEXT what has a text in its name or its documentation
  :expand FORM  what a use of a macro stands for
  :stack        show the operand stack, its top first
  :trace        write each instruction before it is executed, or stop that
  :time         show how long each input takes, or stop that
  :load FILE    run a file, .lisp or .ttvm, as one input
  :lisp :asm    take every input as one language; :auto decides by the first word again
  :help :quit   this text; the end, as Ctrl-D

Ctrl-C ends what runs, or drops what is typed so far. Programs have no standard input here.
`;

export class Repl {
  /** Set when the session is over. */
  exitCode: number | undefined;
  /** Some input went wrong. */
  hasFailed = false;
  private pending = "";
  private language: InputLanguage | undefined;
  private showsTime = false;
  private running: AbortController | undefined;

  constructor(
    readonly session: Session,
    private readonly streams: ReplStreams,
  ) {}

  /** Whether an input continues: the next line belongs to it. */
  get isOpen(): boolean {
    return this.pending !== "";
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** The language of a line, which may be the first of an input. */
  languageOf(line: string): InputLanguage {
    return this.language ?? languageOfInput(this.pending + line);
  }

  /** Takes the next line; resolves when there is nothing left to do about it. */
  async take(line: string): Promise<void> {
    if (!this.isOpen && /^\s*:[a-z]+(\s|$)/.test(line)) {
      await this.command(line.trim());
      return;
    }
    const text = `${this.pending}${line}\n`;
    if (!/[^\s]/.test(text)) return;
    if (this.languageOf(line).isOpen(text, this.session.labels())) this.pending = text;
    else await this.evaluateInput(text);
  }

  /** No line follows: evaluates what is there, whole or not. */
  async end(): Promise<void> {
    if (this.isOpen) await this.evaluateInput(this.pending);
  }

  /** Ends what runs, else drops what was typed; false when there was neither. */
  interrupt(): boolean {
    const hadSomething = this.isRunning || this.isOpen;
    this.running?.abort();
    if (!this.isRunning) this.pending = "";
    return hadSomething;
  }

  private async evaluateInput(text: string): Promise<void> {
    this.pending = "";
    await this.evaluate(text);
  }

  private async evaluate(text: string, fileName?: string): Promise<Evaluation> {
    // A file says by its name what it is in.
    const named = fileName === undefined ? undefined : INPUT_LANGUAGES[languageOfName(fileName).id];
    const language = named ?? this.language ?? languageOfInput(text);
    const controller = new AbortController();
    this.running = controller;
    const { instructions } = this.session;
    const started = performance.now();
    const evaluation = await this.session.evaluate(text.replace(/\n$/, ""), controller.signal, {
      language,
      fileName,
    });
    const milliseconds = performance.now() - started;
    this.running = undefined;
    this.show(evaluation, language);
    if (this.showsTime) {
      const executed = Math.max(0, this.session.instructions - instructions);
      this.streams.err(`${milliseconds.toFixed(1)} ms, ${executed} instructions\n`);
    }
    return evaluation;
  }

  /** Evaluates a part of a file, whose offsets are those of `text`; an input that is open stays so. */
  async takeForm(text: string, fileName: string): Promise<FormResult> {
    const evaluation = await this.evaluate(text, fileName);
    switch (evaluation.kind) {
      case "done": {
        return { isError: false, text: this.valuesOf(evaluation, FORM_VALUE_LIMIT).join("\n") };
      }
      case "refused": {
        const problem = evaluation.diagnostics.find(({ severity }) => severity === "error");
        return { isError: true, text: problem?.message ?? "" };
      }
      case "failed":
        return { isError: true, text: uncaughtText(evaluation.failure) };
      case "ended":
        return { isError: evaluation.reason !== "normal", text: this.session.write(evaluation.reason) };
      case "stuck":
        return { isError: true, text: STUCK };
      case "interrupted":
        return { isError: true, text: "interrupted" };
      case "exit":
        return { isError: false, text: `exit ${evaluation.code}` };
    }
  }

  /** What an input leaves, as text: nothing for null, each of several values by itself. */
  private valuesOf({ value }: { readonly value?: Value }, limit?: number): readonly string[] {
    if (value === undefined || value === null) return [];
    return (severalValues(value) ?? [value]).map((each) => this.session.write(each, limit));
  }

  private show(evaluation: Evaluation, language: InputLanguage): void {
    const { out, isTerminal } = this.streams;
    const limit = isTerminal ? VALUE_LIMIT : undefined;
    switch (evaluation.kind) {
      case "done": {
        for (const value of this.valuesOf(evaluation, limit)) out(`${value}\n`);
        if (language.leaves === "stack" && isTerminal) this.showStack();
        return;
      }
      case "refused":
        this.refuse(evaluation.diagnostics, evaluation.text);
        return;
      case "failed":
        this.fail(failureReport(evaluation.failure, evaluation.places));
        return;
      case "ended":
        if (evaluation.reason !== "normal") {
          this.fail(`an exit signal ended the input: ${this.session.write(evaluation.reason)}\n`);
        }
        return;
      case "stuck":
        this.fail(`${STUCK}\n`);
        return;
      case "interrupted":
        this.streams.err("interrupted\n");
        this.hasFailed = true;
        return;
      case "exit":
        this.exitCode = evaluation.code;
    }
  }

  private refuse(diagnostics: readonly Diagnostic[], text: string): void {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    for (const error of errors.slice(0, SHOWN_PROBLEMS)) this.fail(problemText(error, text));
    const more = errors.length - SHOWN_PROBLEMS;
    if (more > 0) this.streams.err(`  and ${more} more\n`);
  }

  private fail(message: string): void {
    this.hasFailed = true;
    this.streams.err(`${this.streams.color ? "\x1b[31mError:\x1b[39m" : "Error:"} ${message}`);
  }

  private showStack(): void {
    const { stack } = this.session;
    const shown = [...stack].reverse().slice(0, SHOWN_VALUES);
    if (shown.length === 0) this.streams.err("the stack is empty\n");
    for (const value of shown) this.streams.err(`  ${this.session.write(value, VALUE_LIMIT)}\n`);
    if (stack.length > shown.length) this.streams.err(`  and ${stack.length - shown.length} more\n`);
  }

  private async command(line: string): Promise<void> {
    const [, name, rest] = /^:(\S+)\s*(.*)$/s.exec(line) as unknown as [string, string, string];
    const run = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined;
    if (run === undefined) this.fail(`there is no command :${name}; :help lists them\n`);
    else await run(rest);
  }

  private readonly commands: Readonly<Record<string, (rest: string) => void | Promise<void>>> = {
    help: () => this.streams.err(HELP),
    quit: () => {
      this.exitCode = 0;
    },
    stack: () => this.showStack(),
    trace: () => {
      this.session.traces = !this.session.traces;
      this.say(`instructions are ${this.session.traces ? "" : "not "}traced`);
    },
    time: () => {
      this.showsTime = !this.showsTime;
      this.say(`times are ${this.showsTime ? "" : "not "}shown`);
    },
    ...Object.fromEntries(
      Object.values(INPUT_LANGUAGES).map((language) => [language.id, () => this.speak(language)]),
    ),
    auto: () => this.speak(undefined),
    doc: (name) => this.describe(name),
    apropos: (text) => this.list(text),
    expand: (form) => this.expand(form),
    load: (file) => this.load(file),
  };

  /** The names of the commands, each with its colon. */
  get commandNames(): readonly string[] {
    return Object.keys(this.commands).map((name) => `:${name}`);
  }

  /** Takes every input as one language, or each as its first word says. */
  private speak(language: InputLanguage | undefined): void {
    this.language = language;
    this.say(
      language === undefined ? "the first word says what an input is in" : `inputs are ${language.name}`,
    );
  }

  private say(text: string): void {
    this.streams.err(`${text}\n`);
  }

  private describe(name: string): void {
    if (name === "") {
      this.fail(":doc NAME: which name?\n");
      return;
    }
    const found = this.session.documentationOf(name);
    if (found.length === 0) {
      this.fail(`nothing is documented as ${name}; :apropos TEXT searches\n`);
      return;
    }
    this.say(found.map(documentationText).join("\n\n"));
  }

  private list(text: string): void {
    if (text === "") {
      this.fail(":apropos TEXT: which text?\n");
      return;
    }
    const found = apropos(text);
    if (found.length === 0) {
      this.fail(`no documentation mentions ${text}\n`);
      return;
    }
    this.say(found.slice(0, SHOWN_NAMES).map(aproposLine).join("\n"));
    if (found.length > SHOWN_NAMES) this.say(`and ${found.length - SHOWN_NAMES} more`);
  }

  private expand(form: string): void {
    if (form === "") {
      this.fail(":expand FORM: which form?\n");
      return;
    }
    const { text, diagnostics } = this.session.expand(form);
    if (text === undefined) this.refuse(diagnostics, form);
    else this.streams.out(`${text}\n`);
  }

  private async load(file: string): Promise<void> {
    if (file === "") {
      this.fail(":load FILE: which file?\n");
      return;
    }
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      this.fail(`${fileFault(file, error).message}\n`);
      return;
    }
    await this.evaluate(text, file);
  }
}

/** Problems of an input that are shown. */
const SHOWN_PROBLEMS = 20;
const SHOWN_VALUES = 20;
/** Names that `:apropos` shows. */
const SHOWN_NAMES = 40;
