/** What the verifier finds in assembly, in words. */
import type { Mnemonic } from "../isa/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { toldMessage } from "../text/told-message.ts";
import { ANY_TYPE, typeNames } from "../value/type-set.ts";
import type {
  Finding,
  FindingCause,
  Mismatch,
  Misplacement,
  NamedCode,
  PathStep,
  StepPlace,
} from "./finding.ts";

/** A finding as a diagnostic about assembly. */
export function inAssembly({ severity, cause, span, path, isUnnecessary, fixes }: Finding): Diagnostic {
  return {
    severity,
    code: cause.kind,
    cause,
    message: toldMessage(messageOf(cause)),
    span,
    page: `diagnostics.md#${cause.kind}`,
    ...(isUnnecessary === true ? { tag: "unnecessary" as const } : {}),
    ...(path.length > 0 ? { related: path.map(placeInWords) } : {}),
    ...(fixes === undefined ? {} : { fixes }),
  };
}

/** A place on the way, in words that hold in any language. */
export function placeInWords({ span, step }: PathStep): {
  readonly span: PathStep["span"];
  readonly message: string;
} {
  return { span, message: toldMessage(stepInWords(step)) };
}

type FindingWords = {
  readonly [K in FindingCause["kind"]]: (cause: Extract<FindingCause, { readonly kind: K }>) => string;
};

const WORDS: FindingWords = {
  "stack-underflow": ({ operation, needed, depth }) => {
    const found = depth === 0 ? "the stack is empty here" : `only ${depth} on the stack here`;
    return `${operation} needs ${values(needed)}, but ${found}`;
  },
  "possible-stack-underflow": ({ operation, needed, least }) => {
    const found = least === 0 ? "an empty stack" : `only ${least}`;
    return `${operation} needs ${values(needed)}, but some path leads here with ${found}`;
  },
  "return-at-top-level": ({ operation }) =>
    `${operation} has no function to return from: this is the top level`,
  "undefined-variable": ({ name }) => `no path that leads here stores \`${name}\``,
  "possibly-undefined-variable": ({ name }) => `some path leads here that does not store \`${name}\``,
  "division-by-zero": ({ operation }) => `${operation} divides by zero here`,
  "certain-fault": ({ operation, fault }) => `${operation} always raises ${fault} on these values`,
  "type-mismatch": ({ operation, mismatch }) => mismatchInWords(operation, mismatch),
  "argument-mismatch": ({ operation, code, problem, names }) => {
    const list = names.map((name) => `\`${name}\``).join(" and ");
    return problem === "missing"
      ? `${codeInWords(code)} reads ${list}, which this ${operation} does not give it`
      : `${codeInWords(code)} does not read ${list}, and is used without elsewhere`;
  },
  "endless-loop": ({ because }) =>
    because === "no-way-out"
      ? "no path leads out of this loop, and it has no effect"
      : "nothing changes from one turn of this loop to the next: once round, it never ends",
  "falls-into-function": ({ code, isTopLevel }) => {
    const missing = isTopLevel ? "a HALT or a JMP" : "a RET or a JMP";
    return `control runs on from here into ${codeInWords(code)}, which is a function: is ${missing} missing?`;
  },
  "misplaced-target": ({ target, problem }) => misplacementInWords(target, problem),
  "unanswered-receive": ({ operation, isAnythingSent }) =>
    `nothing in this program sends a message${isAnythingSent ? " that matches" : ""}: ${operation} waits for ever`,
  "unbalanced-try": ({ problem }) => UNBALANCED[problem],
  "uneven-join": ({ at, values: count }) =>
    at === "loop"
      ? `each turn of this loop leaves ${counted(count, "more value")} on the stack, and nothing takes them`
      : `one of the paths that meet here comes with ${counted(count, "more value")} on the stack than another`,
  "uneven-result": ({ at, values: count }) =>
    at === "join"
      ? `one of the paths that return here leaves ${counted(count, "more value")} than another`
      : `this path of the function leaves ${counted(count, "value")} more than another`,
  "unreachable-code": ({ count }) =>
    count === 1 ? "this instruction is never reached" : `these ${count} instructions are never reached`,
  "unused-label": ({ name }) => `nothing names the label \`${name}\``,
  "unused-store": ({ name }) => `nobody reads this value of \`${name}\``,
};

function messageOf(cause: FindingCause): string {
  return (WORDS[cause.kind] as (cause: FindingCause) => string)(cause);
}

const UNBALANCED: Readonly<
  Record<Extract<FindingCause, { readonly kind: "unbalanced-try" }>["problem"], string>
> = {
  "nothing-open": "no TRY is open here for this END_TRY to close",
  "opened-each-turn": "each turn of a loop opens this TRY again, and no END_TRY closes it",
  "open-on-one-path": "this TRY is still open on one of two paths that meet: an END_TRY is missing",
  "never-closed": "no END_TRY closes this TRY",
};

function mismatchInWords(operation: Mnemonic, mismatch: Mismatch): string {
  switch (mismatch.is) {
    case "callee":
      return `${operation} takes a function, but gets ${typeNames(mismatch.got)} here`;
    case "argument-list":
      return `${operation} takes a list of arguments, but gets ${typeNames(mismatch.got)} here`;
    case "argument-count":
      return `${operation} passes ${counted(mismatch.passed, "argument")}, but the function takes ${mismatch.taken}`;
    case "comparison":
      return `${operation} cannot compare ${mismatch.got.map(typesInWords).join(" and ")}`;
    case "operands": {
      const names = mismatch.wanted.map(typesInWords);
      const isEven = names.length === 2 && names[0] === names[1];
      const wanted = isEven ? `two operands of type ${names[0]}` : names.join(" and ");
      return `${operation} takes ${wanted}, but gets ${mismatch.got.map(typesInWords).join(" and ")} here`;
    }
    case "values":
      return `${operation} faults on these values`;
    default:
      return mismatch satisfies never;
  }
}

function misplacementInWords(target: number, problem: Misplacement): string {
  switch (problem.is) {
    case "end":
      return `address ${target} is the end of the program: there is no code`;
    case "beside-catch":
      return `a CATCH is beside address ${target}, not at it`;
    case "inside":
      return `address ${target} is the middle of ${codeInWords(problem.code)}`;
    case "label":
      return `is \`${problem.label}\` meant? Its address is ${problem.address}, not ${target}`;
    default:
      return problem satisfies never;
  }
}

function stepInWords(step: StepPlace): string {
  switch (step.is) {
    case "function-made":
      return "the function is made here";
    case "function-called":
      return "the function is called here";
    case "function-start":
      return "the function starts here";
    case "function-use":
      return "it is used as a function here";
    case "jump":
      return `this ${step.operation} leads here`;
    case "fault":
      return "a fault here leads to the handler";
    case "first-path":
      return "one path comes from here";
    case "second-path":
      return "another comes from here";
    case "uneven-path":
      return `another comes from here, with ${Math.abs(step.more)} ${step.more < 0 ? "fewer" : "more"}`;
    case "loop-start":
      return "the loop starts here";
    case "meeting":
      return "the paths meet here";
    case "still-open":
      return "it is still open here";
    case "address":
      return `this is address ${step.address}`;
    case "use": {
      const names = step.names.map((name) => `\`${name}\``).join(", ");
      return `this ${step.operation} gives it ${names === "" ? "no arguments" : names}`;
    }
    case "lower-return":
      return `here it returns with ${counted(step.values, "value")} less`;
    default:
      return step satisfies never;
  }
}

function typesInWords(types: number): string {
  return types === ANY_TYPE ? "anything" : typeNames(types);
}

function codeInWords(code: NamedCode): string {
  if (code === "top-level") return "the code of the top level";
  return code.label === undefined ? `the code at ${code.address}` : `\`${code.label}\``;
}

/** `a value`, `2 values`. */
function values(count: number): string {
  return count === 1 ? "a value" : `${count} values`;
}

/** `1 value`, `2 values`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
