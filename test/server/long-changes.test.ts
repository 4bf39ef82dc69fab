/** Changes in very many places go on in parts; what is about the same document waits for them, and nothing else does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message, RequestMessage } from "vscode-languageserver/node";
import { ChangePart, LongChanges } from "../../server/long-changes.ts";

const LONG = "file:///long.ttvm";
const PLACES = 1_000;

function change(uri: string, contentChanges: readonly object[]): Message {
  const params = { textDocument: { uri, version: 2 }, contentChanges };
  return { jsonrpc: "2.0", method: "textDocument/didChange", params } as Message;
}

function hover(uri: string, id: number): Message {
  return { jsonrpc: "2.0", id, method: "textDocument/hover", params: { textDocument: { uri } } } as Message;
}

function started() {
  const passed: RequestMessage[] = [];
  const refused: string[] = [];
  const cancelled: unknown[] = [];
  const changes = new LongChanges({
    pass: (message) => passed.push(message as RequestMessage),
    refuse: (_, why) => refused.push(why),
    answerCancelled: ({ id }) => cancelled.push(id),
  });
  return { passed, refused, cancelled, changes };
}

const places = Array.from({ length: PLACES }, (_, i) => ({ text: `${i}` }));

function textsOf(messages: readonly RequestMessage[]): readonly string[] {
  return messages.flatMap(({ params }) =>
    (params as { contentChanges: readonly { text: string }[] }).contentChanges.map(({ text }) => text),
  );
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((next) => setImmediate(next));
}

describe("A change in very many places", () => {
  it("goes on in parts, in turns of their own, and whole", async () => {
    const { passed, changes } = started();
    changes.take(change(LONG, places));
    let most = 0;
    for (let turn = 0, before = 0; turn < 40; turn++) {
      await turns(1);
      const { length } = textsOf(passed);
      most = Math.max(most, length - before);
      before = length;
    }
    assert.deepEqual(
      textsOf(passed),
      places.map(({ text }) => text),
    );
    assert.ok(most < 200, `${most} in one turn`);
    const parts = passed.map(({ params }) => (params as { contentChanges: ChangePart }).contentChanges);
    assert.deepEqual(
      parts.map((part) => part instanceof ChangePart && part.isFollowed),
      parts.map((_, index) => index < parts.length - 1),
    );
  });

  it("keeps what is about the document waiting, in order, and nothing else", async () => {
    const { passed, cancelled, changes } = started();
    changes.take(change(LONG, places));
    for (const message of [
      hover(LONG, 1),
      hover("file:///other.ttvm", 2),
      hover(LONG, 3),
      change(LONG, places),
    ])
      changes.take(message);
    changes.take(hover(LONG, 4));
    changes.take({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: 3 } } as Message);
    assert.deepEqual(
      passed.map(({ id }) => id),
      [2],
    );
    await turns(80);
    const order = passed.map(({ id }) => id).filter((id, index, all) => index === 0 || id !== all[index - 1]);
    assert.deepEqual(order, [2, undefined, 1, undefined, 4]);
    assert.deepEqual(cancelled, [3]);
  });

  it("is refused as a whole when one of its places is none", async () => {
    const { passed, refused, changes } = started();
    changes.take(change(LONG, places.with(PLACES - 1, { text: 1 as unknown as string })));
    changes.take(hover(LONG, 1));
    await turns(40);
    assert.deepEqual(refused, ["text: no string"]);
    assert.deepEqual(
      passed.map(({ id }) => id),
      [1],
    );
  });

  it("is handed on as it is when it has few places", () => {
    const { passed, changes } = started();
    const message = change(LONG, places.slice(0, 5));
    changes.take(message);
    assert.deepEqual(passed, [message]);
  });
});
