/** The form that a REPL is sent from a cursor. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, topLevelForm } from "../../vm-core/index.ts";

/** What is sent from the place of `$0`. */
function sent(marked: string, name = "a.lisp"): string | undefined {
  const text = marked.replace("$0", "");
  const form = topLevelForm(analyze(name, 1, text), marked.indexOf("$0"));
  return form && text.slice(form.start, form.end);
}

describe("The form at the cursor", () => {
  it("is the one of the top level around it", () => {
    assert.equal(sent("(a)\n(b (c $0d)\n  e)\n(f)"), "(b (c d)\n  e)");
    assert.equal(sent("'(a $0b)"), "'(a b)");
  });

  it("is the one that touches it, else one on its line", () => {
    assert.equal(sent("(a)$0 (b)"), "(a)");
    assert.equal(sent("(a)  $0 (b)"), "(a)");
    assert.equal(sent("(x)\n  $0 (b)\n(c)"), "(b)");
    assert.equal(sent("(a)\n(b) ; a comm$0ent\n"), "(b)");
    assert.equal(sent("(a)\n\n$0\n(b)"), undefined);
    assert.equal(sent("$0"), undefined);
  });

  it("is one that is never closed, too, and none in assembly", () => {
    assert.equal(sent("(a (b $0c)\n"), "(a (b c)\n");
    assert.equal(sent("    HA$0LT\n", "a.ttvm"), undefined);
  });
});
