/**
 * Arbitrary hostile programs: every effect, on what is allowed and what is not, and everything that can grow, with rules
 * and limits for them.
 *
 * What a case may touch is decided here from a table of its own, not by the code that is tested.
 */
import fc from "fast-check";
import { effect, growing } from "./parts.ts";

/** What a case can touch, and be seen to have touched. */
export type Resource = "read out" | "read input" | "write in" | "write out" | "connect" | "run" | "env HOME";

type Covering = Readonly<Record<string, readonly Resource[]>>;

/** Items of `allow` and `deny`, and what they are about. */
const ITEMS: Covering = {
  read: ["read out", "read input"],
  "read=in": [],
  "read=out": ["read out"],
  "read=in/**": [],
  "read=stdin": ["read input"],
  write: ["write in", "write out"],
  "write=in": ["write in"],
  "write=out": ["write out"],
  net: ["connect"],
  "net=*": ["connect"],
  "net=127.0.0.1": ["connect"],
  "net=127.0.0.0/8": ["connect"],
  "net=10.0.0.0/8": [],
  "net=example.com": [],
  run: ["run"],
  "run=touch": ["run"],
  "run=echo": [],
  env: ["env HOME"],
  "env=HOME": ["env HOME"],
  "env=PATH": [],
};

export interface Rules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly sandbox: boolean;
}

const items = fc.array(fc.constantFrom(...Object.keys(ITEMS)), { maxLength: 3 });

/** At least one thing is said. */
const rules: fc.Arbitrary<Rules> = fc
  .record({ allow: items, deny: items, sandbox: fc.boolean() })
  .filter(({ allow, deny, sandbox }) => sandbox || allow.length + deny.length > 0);

export function mayTouch({ allow, deny, sandbox }: Rules, resource: Resource): boolean {
  const permission = { read: "read", write: "write", connect: "net", run: "run", env: "env" }[
    resource.split(" ")[0]
  ];
  const covers = (item: string): boolean => ITEMS[item].includes(resource);
  if (deny.some(covers)) return false;
  const isRestricted = sandbox || allow.some((item) => item.split("=")[0] === permission);
  return !isRestricted || allow.some(covers);
}

export interface HostileCase {
  /** With `PORT` and `PROGRAMS` to be filled in. */
  readonly source: string;
  readonly rules: Rules;
  /** Bytes. */
  readonly maxMemory: number;
  readonly maxInstructions: number;
}

/** Names in a part are its own. */
function guarded(part: readonly string[], id: number): string[] {
  const own = part.map((line) =>
    line.replace(
      /^(LABEL|JMP|CALL|TRY|MAKE_FUNCTION|MAKE_LAMBDA|RECEIVE_TIMEOUT 1|SUPERVISE_CHILD) (\w)$/,
      `$1 $2${id}`,
    ),
  );
  return [
    `TRY no${id}`,
    ...own,
    "END_TRY",
    `JMP next${id}`,
    `LABEL no${id}`,
    "CATCH",
    "POP",
    `LABEL next${id}`,
  ];
}

/** A few effects, and now and then something that grows until a limit stops it. */
export const hostileCase: fc.Arbitrary<HostileCase> = fc
  .record({
    effects: fc.array(effect, { minLength: 1, maxLength: 4 }),
    growth: fc.option(growing, { freq: 3 }),
    rules,
    maxMemory: fc.constantFrom(2 ** 18, 2 ** 20, 2 ** 22),
    maxInstructions: fc.constantFrom(500, 5_000, 20_000),
  })
  .map(({ effects, growth, ...limits }) => {
    const parts = growth === null ? effects : [...effects, growth];
    return { source: `${parts.flatMap((part, id) => guarded(part, id)).join("\n")}\n`, ...limits };
  });
