/**
 * Reads the expressions of a debugger: watches, conditions, the parts of log messages, console input.
 *
 * | form | meaning |
 * |---|---|
 * | `count`, `` `any name` `` | a variable of the frame, else a global |
 * | `stack`, `stack[0]` | the operand stack, its top |
 * | `point.x`, `list[3]`, `object["a key"]`, `text[0]`, `list.length` | a part |
 * | `12`, `0xff`, `1.5`, `"text"`, `true`, `null` | a constant |
 * | `- ! * / % + - < <= > >= == != && \|\|` | operators, with the usual precedence |
 *
 * Invariant: never throws; what is wrong with a text is a Complaint.
 * Absent by design: anything that changes the program.
 */
import { scanQuotedWord } from "../asm/scanner.ts";
import { parseFloat64, parseInt64 } from "../value/int.ts";
import { Float, type Value } from "../value/value.ts";

export type Expression =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "field"; readonly object: Expression; readonly field: string }
  | { readonly kind: "index"; readonly object: Expression; readonly index: Expression }
  | { readonly kind: "unary"; readonly operator: "-" | "!"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: OperatorSign;
      readonly left: Expression;
      readonly right: Expression;
    };

export type OperatorSign = (typeof LEVELS)[number][number];

/** Why there is no value. */
export class Complaint {
  constructor(readonly message: string) {}
}

/** Weakest first. */
const LEVELS = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]] as const;

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /0[xb][\da-f_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const SYMBOL = /\|\||&&|[=!<>]=|[-+*/%<>!().[\]]/y;

const LENGTH_LIMIT = 5_000;
const NESTING_LIMIT = 200;

export function parseExpression(text: string): Expression | Complaint {
  if (text.trim() === "") return new Complaint("the expression is empty");
  if (text.length > LENGTH_LIMIT) return new Complaint("the expression is too long");
  try {
    return new Parser(text).parse();
  } catch (error) {
    if (error instanceof SyntaxComplaint) return new Complaint(error.message);
    throw error;
  }
}

/** Where the first closing brace is that is in no string or quoted name; undefined when another opens before it. */
export function closingBrace(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "}") return at;
    if (character === "{") return undefined;
    if (character === "`") at = text.indexOf("`", at + 1);
    if (character === '"') {
      const scanned = scanQuotedWord(text, at, text.length);
      at = scanned.closed ? scanned.span.end - 1 : -1;
    }
    if (at < 0) return undefined;
  }
  return undefined;
}

/** True when a name can be written in an expression as it is. */
export function isPlainName(name: string): boolean {
  NAME.lastIndex = 0;
  return NAME.exec(name)?.[0] === name && !CONSTANTS.has(name);
}

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Leaves the parser; never leaves this module. */
class SyntaxComplaint extends Error {}

class Parser {
  private at = 0;
  private nesting = 0;

  constructor(private readonly text: string) {}

  parse(): Expression {
    const expression = this.binary(0);
    this.skipBlanks();
    if (this.at < this.text.length) this.fail(`\`${this.text.slice(this.at)}\` is not understood`);
    return expression;
  }

  private binary(level: number): Expression {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.peek(SYMBOL);
      if (!(LEVELS[level] as readonly string[]).includes(operator ?? "")) return left;
      this.take(SYMBOL);
      const right = this.binary(level + 1);
      left = { kind: "binary", operator: operator as OperatorSign, left, right };
    }
  }

  private unary(): Expression {
    const operator = this.peek(SYMBOL);
    if (operator !== "-" && operator !== "!") return this.postfix();
    this.take(SYMBOL);
    // The smallest integer is a constant only with its sign.
    if (operator === "-" && this.peek(NUMBER) !== undefined) return this.postfix("-");
    return this.nested(() => ({ kind: "unary", operator, operand: this.unary() }));
  }

  private postfix(sign = ""): Expression {
    let object = this.primary(sign);
    for (;;) {
      const symbol = this.peek(SYMBOL);
      if (symbol === ".") {
        this.take(SYMBOL);
        const field = this.name();
        if (field === undefined) this.fail("a field's name is missing after `.`");
        object = { kind: "field", object, field };
      } else if (symbol === "[") {
        this.take(SYMBOL);
        const index = this.nested(() => this.binary(0));
        this.expect("]");
        object = { kind: "index", object, index };
      } else return object;
    }
  }

  private primary(sign: string): Expression {
    const number = this.take(NUMBER);
    if (number !== undefined) return { kind: "constant", value: this.number(sign + number) };
    const name = this.name();
    if (name !== undefined) {
      const constant = this.text[this.at - 1] === "`" ? undefined : CONSTANTS.get(name);
      return constant === undefined ? { kind: "name", name } : { kind: "constant", value: constant };
    }
    if (this.text[this.at] === '"') return { kind: "constant", value: this.string() };
    if (this.peek(SYMBOL) !== "(") {
      const rest = this.text.slice(this.at);
      this.fail(rest === "" ? "the expression is incomplete" : `\`${rest}\` is not understood`);
    }
    this.take(SYMBOL);
    const inner = this.nested(() => this.binary(0));
    this.expect(")");
    return inner;
  }

  private name(): string | undefined {
    this.skipBlanks();
    if (this.text[this.at] !== "`") return this.take(NAME);
    const end = this.text.indexOf("`", this.at + 1);
    if (end < 0) this.fail("the closing ` is missing");
    const name = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return name;
  }

  private number(text: string): Value {
    const integer = parseInt64(text);
    if (integer !== undefined) return integer;
    const float = /^[+-]?\d+$/.test(text) ? undefined : parseFloat64(text);
    return float === undefined ? this.fail(`\`${text}\` is no number of the machine`) : new Float(float);
  }

  private string(): string {
    const scanned = scanQuotedWord(this.text, this.at, this.text.length);
    if (!scanned.closed) this.fail("the closing quote is missing");
    this.at = scanned.span.end;
    return scanned.value;
  }

  private nested<T>(parse: () => T): T {
    if (++this.nesting > NESTING_LIMIT) this.fail("the expression is nested too deeply");
    const result = parse();
    this.nesting--;
    return result;
  }

  private expect(symbol: string): void {
    if (this.take(SYMBOL) !== symbol) this.fail(`\`${symbol}\` is missing`);
  }

  private peek(token: RegExp): string | undefined {
    this.skipBlanks();
    token.lastIndex = this.at;
    return token.exec(this.text)?.[0];
  }

  private take(token: RegExp): string | undefined {
    const found = this.peek(token);
    this.at += found?.length ?? 0;
    return found;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private fail(message: string): never {
    throw new SyntaxComplaint(message);
  }
}
