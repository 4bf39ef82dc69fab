/** What no fixture file can show: line ends, byte-order marks, and texts without a last line end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemInWords, readAssembly } from "../../vm-core/asm/index.ts";
import { compareDiagnostics } from "../../vm-core/text/diagnostic.ts";

function read(text: string) {
  const { program, problems } = readAssembly(text, "a.ttvm");
  return {
    code: program?.code.map(({ op }) => op).join(" "),
    found: problems
      .map(problemInWords)
      .sort(compareDiagnostics)
      .map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`),
  };
}

describe("A text", () => {
  it("may end its lines with LF, with CRLF, or not at all", () => {
    const wanted = { code: "TRUE PRINT HALT", found: [] };
    assert.deepEqual(read("TRUE\nPRINT\nHALT\n"), wanted);
    assert.deepEqual(read("TRUE\r\nPRINT\r\nHALT\r\n"), wanted);
    assert.deepEqual(read("TRUE\r\nPRINT\nHALT"), wanted);
  });

  it("may begin with a byte-order mark", () => {
    assert.deepEqual(read("\ufeffTRUE\nPRINT"), { code: "TRUE PRINT", found: [] });
    assert.deepEqual(read("\ufeffPRNT").found, ["unknown-instruction PRNT"]);
  });

  it("may be empty", () => {
    for (const text of ["", "\ufeff", "\n", "\r\n\r\n", " \t", ";"]) {
      assert.deepEqual(read(text), { code: "", found: [] }, JSON.stringify(text));
    }
  });

  it("has no CR in a name, a string or a range", () => {
    assert.deepEqual(read("JMP nowhere\r\nPUSH_STR abc\r\nFROB\r\n").found, [
      "unknown-label nowhere",
      "unquoted-string abc",
      "unknown-instruction FROB",
    ]);
    assert.deepEqual(read('PUSH_STR "abc\r\n').found, ['unterminated-string "abc']);
  });

  it("may have names that are properties of every object", () => {
    const text = "LABEL __proto__\nLABEL constructor\nTRUE\nSTORE toString\nJMP __proto__\n";
    assert.deepEqual(read(text), { code: "TRUE STORE JMP", found: [] });
    assert.deepEqual(read("constructor\n__proto__ 1\n").found, [
      "unknown-instruction constructor",
      "unknown-instruction __proto__",
    ]);
  });
});
