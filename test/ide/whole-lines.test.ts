/** Edits of whole lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AsmSnapshot } from "../../vm-core/analyze/index.ts";
import { insertBefore } from "../../vm-core/ide/asm/whole-lines.ts";

/** A text that counts how often it is searched. */
class CountedText extends String {
  searches = 0;

  override indexOf(searched: string, from?: number): number {
    this.searches++;
    return super.indexOf(searched, from);
  }
}

test("many inserted lines look through the text as often as one does", () => {
  const searchesFor = (count: number): number => {
    const text = new CountedText("  CALL f a b c\r\n  HALT\r\n");
    const snapshot = { text: text as unknown as string } as AsmSnapshot;
    const edit = insertBefore(snapshot, 4, Array<string>(count).fill("PUSH_INT 0"));
    assert.deepEqual(edit, { span: { start: 0, end: 0 }, text: "  PUSH_INT 0\r\n".repeat(count) });
    return text.searches;
  };
  assert.equal(searchesFor(1_000), searchesFor(1));
});
