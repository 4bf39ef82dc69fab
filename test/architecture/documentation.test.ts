/** What vm-core gives to others is documented where it is declared. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";

interface Exported {
  readonly file: string;
  /** The name in the file that declares it or passes it on. */
  readonly name: string;
}

/** What a text passes on from other files. */
function passedOn(file: string, text: string): (Exported & { readonly as: string })[] {
  return [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"([^"]+)"/g)].flatMap(
    ([, names, from]) =>
      names
        .split(",")
        .map((part) => part.trim().replace(/^type /, ""))
        .filter((part) => part !== "")
        .map((part) => {
          const [name, as = name] = part.split(/\s+as\s+/);
          return { file: path.posix.join(path.posix.dirname(file), from), name, as };
        }),
  );
}

/** Whether an export has a docstring directly in front of its declaration; undefined when it is declared nowhere. */
function isDocumented({ file, name }: Exported): boolean | undefined {
  const text = readFileSync(file, "utf8");
  const declaration = new RegExp(
    `^export (?:abstract )?(?:async )?(?:const|function\\*?|class|interface|type|enum) ${name}\\b`,
    "m",
  ).exec(text);
  if (declaration !== null) return /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.test(text.slice(0, declaration.index));
  const next = passedOn(file, text).find(({ as }) => as === name);
  return next === undefined ? undefined : isDocumented(next);
}

describe("The exports of vm-core", () => {
  const door = "vm-core/index.ts";
  const exported = passedOn(door, readFileSync(door, "utf8"));

  it("are all found", () => {
    assert.ok(exported.length > 100);
    assert.deepEqual(
      exported.filter((one) => isDocumented(one) === undefined),
      [],
    );
  });

  it("have a docstring where they are declared", () => {
    assert.deepEqual(
      exported.filter((one) => isDocumented(one) === false).map(({ file, name }) => `${file}: ${name}`),
      [],
    );
  });
});
