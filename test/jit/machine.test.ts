/** What is compiled, and what is not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { JitRecord } from "../../vm-core/jit/record.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { compareMachines, GENERATED, observe } from "../ir/compare.ts";
import { assembled, noModules } from "../machine/run-text.ts";

/** The texts of the functions that are generated while `run` runs. */
async function textsWhile(run: () => Promise<unknown>): Promise<string[]> {
  const real = globalThis.Function;
  const texts: string[] = [];
  globalThis.Function = new Proxy(real, {
    construct: (target, words) => {
      texts.push(words.at(-1));
      return Reflect.construct(target, words);
    },
  });
  try {
    await run();
  } finally {
    globalThis.Function = real;
  }
  return texts;
}

/** How many these are. */
async function generatedWhile(run: () => Promise<unknown>): Promise<number> {
  return (await textsWhile(run)).length;
}

function loop(rounds: number, body = ""): string {
  return `PUSH_INT ${rounds}
    STORE n
LABEL loop
    ${body}
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    JNZ loop
    LOAD n
    PRINT`;
}

/** A loop in a function that calls what it is given: several functions, one after the other. */
const EACH = `LABEL each
    LOAD n
    JZ done
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    LOAD f
    CALL_WITH 1
    POP
    JMP each
LABEL done
    LOAD n
    RET`;
const SEVERAL = `PUSH_INT 30000
    MAKE_FUNCTION plain x
    CALL each n f
    PUSH_INT 7
    STORE k
    PUSH_INT 3000
    CAPTURE k
    MAKE_LAMBDA held x
    CALL each n f
    PUSH_INT 3000
    MAKE_FUNCTION first ...x
    CALL each n f
    PUSH_INT 300000
    MAKE_FUNCTION plain x
    CALL each n f
    HALT
${EACH}
LABEL plain
    LOAD x
    RET
LABEL held
    LOAD x
    LOAD k
    ADD
    RET
LABEL first
    LOAD ...x
    RET`;

/** A recursion whose steps make a closure, apply it to a list, and hand over to another function. */
const HANDING_OVER = `PUSH_INT 200000
    CALL down n
    PRINT
    HALT
LABEL down
    LOAD n
    JZ base
    CAPTURE n
    MAKE_LAMBDA less one
    PUSH_INT 1
    MAKE_LIST 1
    SWAP
    APPLY
    TAIL_CALL other n
LABEL base
    LOAD n
    RET
LABEL less
    LOAD n
    LOAD one
    SUB
    RET
LABEL other
    LOAD n
    MAKE_FUNCTION down n
    TAIL_CALL_WITH 1`;

/** 1,000 frames deep, two hundred times, and there a recursion of another kind. */
const DEEP = `PUSH_INT 200
    STORE n
LABEL again
    PUSH_INT 1000
    CALL down k
    POP
    LOAD n
    PUSH_INT 1
    SUB
    DUP
    STORE n
    JNZ again
    HALT
LABEL down
    LOAD k
    JZ base
    LOAD k
    PUSH_INT 1
    SUB
    CALL down k
    PUSH_INT 1
    ADD
    RET
LABEL base
    PUSH_INT 15
    CALL fib n
    RET
LABEL fib
    LOAD n
    PUSH_INT 2
    LT
    JNZ small
    LOAD n
    PUSH_INT 1
    SUB
    CALL fib n
    LOAD n
    PUSH_INT 2
    SUB
    CALL fib n
    ADD
    RET
LABEL small
    LOAD n
    RET`;
const DEEP_RETURN = 18;

/** A loop at the top level that calls a function value: at first one that reads no variable of the module, then one that does. */
const READING = `PUSH_INT 0
    STORE sum
    PUSH_INT 60000
    STORE n
    MAKE_FUNCTION plain
    STORE f
LABEL next
    LOAD f
    CALL_WITH 0
    LOAD sum
    ADD
    STORE sum
    LOAD n
    PUSH_INT 1
    SUB
    STORE n
    LOAD n
    PUSH_INT 20000
    EQ
    JZ same
    MAKE_FUNCTION reads
    STORE f
LABEL same
    LOAD n
    JNZ next
    LOAD sum
    PRINT
    HALT
LABEL plain
    PUSH_INT 1
    RET
LABEL reads
    LOAD n
    CALL also
    ADD
    RET
LABEL also
    LOAD sum
    PUSH_INT 7
    MOD
    RET`;

describe("Generated code", () => {
  it("is not made of what is cold", async () => {
    const cold = Array.from({ length: 2_000 }, (_, index) => `CALL f${index}\nPOP`);
    const functions = Array.from({ length: 2_000 }, (_, index) => `LABEL f${index}\nPUSH_INT ${index}\nRET`);
    const text = [...cold, loop(20), "HALT", ...functions].join("\n");
    assert.equal(await generatedWhile(() => observe(text, { jit: "auto" })), 0);
  });

  it("is made once of a loop that is hot", async () => {
    assert.equal(await generatedWhile(() => observe(loop(50_000), { jit: "auto" })), 1);
  });

  it("is executed slice by slice while it is new, and several slices at once later", () => {
    const run = createMachine(assembled(loop(100_000)), { readModule: noModules, jit: "auto" });
    const { main, system } = run;
    system.next();
    const fuel = system.mostReductions;
    const lengths: number[] = [];
    for (let before = 0; main.state !== "ended"; before = main.instructions) {
      assert.ok(["fuel", "ended"].includes(run.execute(main, system, fuel, 10 * fuel)));
      lengths.push(main.instructions - before);
    }
    const alone = lengths.filter((length) => length === fuel).length;
    assert.ok(alone >= 20 && alone <= 40, `${alone} of ${lengths.length}`);
    assert.ok(lengths.lastIndexOf(fuel) < lengths.lastIndexOf(11 * fuel));
  });

  it("is made of everything when that is asked for", async () => {
    assert.ok((await generatedWhile(() => observe(loop(2), { jit: "always" }))) > 0);
  });

  it("is not made where the host forbids it, with the same results", async () => {
    const real = globalThis.Function;
    const plain = await observe(loop(50_000), {});
    globalThis.Function = new Proxy(real, {
      construct: () => {
        throw new EvalError("Code generation from strings disallowed for this context");
      },
    });
    try {
      assert.deepEqual(await observe(loop(50_000), { jit: "always" }), plain);
    } finally {
      globalThis.Function = real;
    }
  });

  it("executes what is called deep in a recursion", async () => {
    const record = new JitRecord();
    const { instructions } = await observe(DEEP, {
      jit: "auto",
      jitRecord: record,
      limits: {},
      isUnwatched: true,
    });
    const generated = [...record.units.values()].reduce((sum, unit) => sum + unit.instructions, 0);
    assert.ok(generated > 0.85 * instructions, `${generated} of ${instructions}`);
  });

  it("calls function values of several kinds at one place, and hands over in tail calls", async () => {
    for (const text of [SEVERAL, HANDING_OVER]) {
      const record = new JitRecord();
      const { instructions, stdout, error } = await observe(text, {
        jit: "auto",
        jitRecord: record,
        limits: {},
      });
      assert.deepEqual({ stdout, error }, await outcome(text));
      const generated = [...record.units.values()].reduce((sum, unit) => sum + unit.instructions, 0);
      assert.ok(generated > 0.85 * instructions, `${generated} of ${instructions}`);
      const left = record.left.filter(({ cause }) => cause === "callee" || cause === "instruction");
      const count = left.reduce((sum, each) => sum + each.count, 0);
      assert.ok(count < 0.01 * instructions, `left ${count} times in ${instructions} instructions`);
    }
  });

  /** What is counted of the unit that follows the call in `down`: an ADD and a return. */
  async function afterDown(text: string) {
    const record = new JitRecord();
    await observe(text, { jit: "auto", jitRecord: record, limits: {}, isUnwatched: true });
    return record.units.get(DEEP_RETURN);
  }

  it("has no unit of its own of a function that it calls itself", async () => {
    const record = new JitRecord();
    const text = `${loop(60_000, "LOAD n\nCALL twice k\nPOP")}
    HALT
LABEL twice
    LOAD k
    LOAD k
    ADD
    RET`;
    const { instructions } = await observe(text, { jit: "auto", jitRecord: record, limits: {} });
    const generated = [...record.units.values()].reduce((sum, unit) => sum + unit.instructions, 0);
    assert.equal([...record.units.values()].filter(({ compiled }) => compiled > 0).length, 1);
    assert.ok(generated > 0.6 * instructions, `${generated} of ${instructions}`);
  });

  it("has the code of a function that calls itself once", async () => {
    const items = Array.from({ length: 20 }, (_, index) => `PUSH_INT ${index}`).join("\n");
    const text = `${loop(400, `${items}\nMAKE_LIST 20\nCALL sum l\nPOP`)}
    HALT
LABEL sum
    LOAD l
    LEN
    JZ none
    LOAD l
    PUSH_INT 0
    INDEX
    LOAD l
    REST
    CALL sum l
    ADD
    RET
LABEL none
    PUSH_INT 0
    RET`;
    const record = new JitRecord();
    const texts = await textsWhile(() =>
      observe(text, { jit: "auto", jitRecord: record, limits: {}, isUnwatched: true }),
    );
    assert.equal(texts.filter((each) => each.includes(".rest()")).length, 1);
    const [unit] = record.units.values();
    assert.ok(unit.instructions > 30_000, JSON.stringify(unit));
  });

  it("leaves room on the host's stack where functions with many variables and operands call themselves", async () => {
    for (const type of ["INT", "FLOAT"]) {
      const names = Array.from({ length: 60 }, (_, index) => `v${index}`);
      const stored = names.map((name) => `LOAD x\nSTORE ${name}`);
      const loaded = names.map((name) => `LOAD ${name}\nLOAD ${name}\n${type === "INT" ? "SUB" : "SUB_F"}`);
      const added = names.map(() => (type === "INT" ? "ADD" : "ADD_F"));
      const text = `PUSH_INT 3000
    PUSH_${type} 1${type === "INT" ? "" : ".0"}
    CALL deep n x
    PRINT
    HALT
LABEL deep
    LOAD n
    JZ base
    ${[...stored, ...loaded].join("\n")}
    LOAD n
    PUSH_INT 1
    SUB
    LOAD x
    CALL deep n x
    ${added.join("\n")}
    RET
LABEL base
    LOAD x
    RET`;
      await compareMachines(text, { limits: {}, isUnwatched: true }, [GENERATED]);
    }
  });

  it("calls functions that read variables of the module where it has called others before", async () => {
    for (const isUnwatched of [false, true])
      await compareMachines(READING, { isUnwatched, limits: {} }, [GENERATED, { jit: "auto" }]);
  });

  it("is not entered where it is left again at once, for a while", async () => {
    // Two functions call each other: what follows the call in one returns to the other.
    const [main, down] = DEEP.split("LABEL down");
    const other = down.slice(0, down.indexOf("LABEL base"));
    const text = `${main}LABEL down${down.replace("CALL down", "CALL other")}\nLABEL other${other}`;
    const unit = await afterDown(text);
    assert.ok(unit !== undefined && unit.rested > 0 && unit.entered < 5_000, JSON.stringify(unit));
  });

  it("returns from frame to frame at the end of a deep recursion", async () => {
    const unit = await afterDown(DEEP);
    assert.ok(unit !== undefined && unit.rested === 0, JSON.stringify(unit));
    assert.ok(unit.instructions > 100 * unit.entered, JSON.stringify(unit));
  });

  it("sets fields of an object in place where one variable alone holds it", async (test) => {
    const changing = test.mock.method(ObjectValue.prototype, "changeSlot");
    const setting = "LOAD p\nLOAD n\nSET_FIELD x\nSTORE p";
    const made = "MAKE_OBJECT\nPUSH_INT 0\nSET_FIELD x\nSTORE p";
    await observe(`${made}\n${loop(50_000, setting)}`, { jit: "auto", isUnwatched: true });
    assert.ok(changing.mock.callCount() > 3_000);
    changing.mock.resetCalls();
    await observe(`${made}\n${loop(50_000, `LOAD p\nSTORE q\n${setting}`)}`, {
      jit: "auto",
      isUnwatched: true,
    });
    assert.equal(changing.mock.callCount(), 0);
  });

  it("holds Ints as halves where they wrap around again and again, and makes none of another kind", async (test) => {
    const wrapping = test.mock.method(BigInt, "asIntN");
    const random = "LOAD x\nPUSH_INT 6364136223846793005\nMUL\nPUSH_INT 1442695040888963407\nADD\nSTORE x";
    const hash =
      "LOAD h\nLOAD x\nPUSH_INT 33\nSHR\nPUSH_INT 255\nBAND\nBXOR\nPUSH_INT 1099511628211\nMUL\nSTORE h";
    const text = (rounds: number): string =>
      `PUSH_INT 1\nSTORE x\nPUSH_INT -3750763034362895579\nSTORE h\n${loop(rounds, `${random}\n${hash}`)}`;
    const calls = async (rounds: number): Promise<number> => {
      wrapping.mock.resetCalls();
      await observe(text(rounds), { jit: "auto", isUnwatched: true });
      return wrapping.mock.callCount();
    };
    // The interpreter has the first rounds, whose number is the same.
    const [few, many] = [await calls(30_000), await calls(60_000)];
    assert.ok(many - few < 1_000, `${few} calls, and ${many} in twice as many rounds`);
    await compareMachines(text(30_000), { isUnwatched: true }, [{ jit: "auto" }]);
  });

  it("is WebAssembly of a loop over numbers alone, and JavaScript of any other, or where the host makes none", async () => {
    const numbers = "LOAD x\nPUSH_INT 6364136223846793005\nMUL\nPUSH_INT 1442695040888963407\nADD\nSTORE x";
    const start = "PUSH_INT 1\nSTORE x\n";
    const [alone, mixed] = [numbers, `${numbers}\nLOAD x\nMAKE_LIST 1\nSTORE l`].map(
      (body) => `${start}${loop(60_000, body)}\nLOAD x\nPRINT`,
    );
    const made = async (text: string): Promise<number> => {
      let count = 0;
      const real = assembly.Module;
      const Module = new Proxy(real, {
        construct: (target, words) => {
          count++;
          return Reflect.construct(target, words);
        },
      });
      await withAssembly({ Instance: assembly.Instance, Memory: assembly.Memory, Module }, () =>
        compareMachines(text, { isUnwatched: true }, [{ jit: "auto" }]),
      );
      return count;
    };
    assert.deepEqual([await made(alone), await made(mixed)], [1, 0]);
    assert.ok((await share(alone)) > 0.5);
    await withAssembly(undefined, async () => {
      await compareMachines(alone, { isUnwatched: true }, [{ jit: "auto" }]);
      assert.ok((await share(alone)) > 0.5);
    });
  });

  const assembly = WebAssembly as NonNullable<typeof WebAssembly>;

  /** Has another WebAssembly, or none, while `run` runs. */
  async function withAssembly(other: typeof WebAssembly, run: () => Promise<void>): Promise<void> {
    const host = globalThis as { WebAssembly?: typeof WebAssembly };
    host.WebAssembly = other;
    try {
      await run();
    } finally {
      host.WebAssembly = assembly;
    }
  }

  async function outcome(text: string) {
    const { stdout, error } = await observe(text, { limits: {} });
    return { stdout, error };
  }

  /** How much of a program generated code executes. */
  async function share(text: string): Promise<number> {
    const record = new JitRecord();
    const { instructions } = await observe(text, {
      jit: "auto",
      jitRecord: record,
      limits: {},
      isUnwatched: true,
    });
    return [...record.units.values()].reduce((sum, unit) => sum + unit.instructions, 0) / instructions;
  }

  it("continues with a message, and where the others were let run", async () => {
    const work = "PUSH_INT 1\nADD\nPUSH_INT 2\nADD\n";
    const answering = `MAKE_FUNCTION echo\nSPAWN\nSTORE other
${loop(200_000, `LOAD n\nLOAD other\nSEND\nRECEIVE\n${work}POP`)}
PUSH_INT 0\nEXIT\nLABEL echo\nRECEIVE\n${work}SEND 1\nJMP echo`;
    const yielding = `MAKE_FUNCTION other\nSPAWN\nPOP\n${loop(200_000, `YIELD\nLOAD n\n${work}POP`)}
PUSH_INT 0\nEXIT\nLABEL other\nPUSH_INT 0\n${work}POP\nYIELD\nJMP other`;
    for (const text of [answering, yielding]) {
      const executed = await share(text);
      assert.ok(executed > 0.85, `${text}: ${executed}`);
    }
  });

  it("starts processes, each with the variables of that moment", async () => {
    const text = `PUSH_INT 0\nSTORE sum\n${loop(
      40_000,
      `LOAD n\nMAKE_FUNCTION child given\nSPAWN\nPOP\nRECEIVE\nLOAD sum\nADD\nSTORE sum`,
    )}\nLOAD sum\nPRINT\nPUSH_INT 0\nEXIT\nLABEL child\nLOAD n\nLOAD given\nADD\nSEND 1\nRET`;
    const record = new JitRecord();
    const { stdout } = await observe(text, { jit: "auto", jitRecord: record });
    assert.equal(stdout, `0\n${40_000 * 40_001}\n`);
    const entered = [...record.units.values()].reduce((sum, unit) => sum + unit.entered, 0);
    const executed = [...record.units.values()].reduce((sum, unit) => sum + unit.instructions, 0);
    // The parent is left where it waits alone: at SPAWN it was left once more for each process.
    assert.ok(executed / entered > 6, `${executed} instructions in ${entered} times`);
  });

  it("opens and closes handlers, and begins where they catch", async () => {
    const normal = [
      "TRY handler",
      "LOAD n",
      "POP",
      "END_TRY",
      "JMP after",
      "LABEL handler",
      "CATCH e",
      "LABEL after",
    ];
    const faulting = ["TRY", "LOAD n", "PUSH_INT 0", "DIV", "POP", "CATCH e", "LOAD n", "POP", "END_TRY"];
    for (const body of [normal, faulting]) {
      const executed = await share(loop(300_000, body.join("\n")));
      assert.ok(executed > 0.8, `${executed} of ${body.join("; ")}`);
    }
  });

  it("prints in functions that it calls", async () => {
    const text = `${loop(5_000, "LOAD n\nCALL show k")}\nHALT\nLABEL show\nLOAD k\nPRINT\nLOAD k\nPRINT\nPUSH_INT 1\nRET`;
    const record = new JitRecord();
    await observe(text.replace("CALL show k", "CALL show k\nPOP"), {
      jit: "auto",
      jitRecord: record,
      isUnwatched: true,
    });
    const left = record.left.filter(({ cause }) => cause === "instruction" || cause === "callee");
    assert.ok(
      left.every(({ count }) => count < 1_000),
      JSON.stringify(left),
    );
  });

  it("leaves functions that it calls in front of what takes long", async () => {
    const text = `MAKE_LIST 0
    STORE big
    ${loop(70_000, "LOAD big\nLOAD n\nLIST_APPEND\nSTORE big")}
    PUSH_INT 3000
    STORE n
LABEL again
    PUSH_STR "kept"
    LOAD n
    CALL show k
    POP
    POP
    LOAD n
    PUSH_INT 1
    SUB
    DUP
    STORE n
    JNZ again
    HALT
LABEL show
    PUSH_INT 1
    LOAD k
    PUSH_INT 2
    EQ
    JZ small
    LOAD big
    PRINT
LABEL small
    RET`;
    const plain = await observe(text, { limits: {}, isUnwatched: true });
    assert.ok(plain.stdout.length > 400_000);
    assert.deepEqual(await observe(text, { limits: {}, isUnwatched: true, jit: "auto" }), plain);
    assert.deepEqual(await observe(text, { limits: {}, isUnwatched: true, jit: "always" }), plain);
  });

  it("is left out by the command where code may not be generated", () => {
    const words = ["--disallow-code-generation-from-strings", "dist/ttvm.js", "run", "--jit=auto", "-"];
    const { stdout, status } = spawnSync(process.execPath, words, { input: loop(5_000), encoding: "utf8" });
    assert.deepEqual({ stdout, status }, { stdout: "0\n", status: 0 });
  });
});
