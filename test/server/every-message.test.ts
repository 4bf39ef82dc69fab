/**
 * Every message of the protocol, with parameters of every kind: a request is answered, and neither answer nor log has an
 * exception of ours; parameters of wrong types are refused as such; after a notification the server continues.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import * as protocol from "vscode-languageserver-protocol/node";
import { FEATURES, parametersOf } from "../../server/features/index.ts";
import { FrameReader, frameOf } from "../../vm-core/node/frames.ts";

const URI = "file:///nowhere/every-message.ttvm";
const AT = { line: 0, character: 1 };
const RANGE = { start: AT, end: AT };
const DOCUMENT = { uri: URI, languageId: "ttvm", version: 2, text: "PRINT" };

const VALUES: readonly unknown[] = [null, 7, "x", [], [null], {}, { uri: 7 }, { line: "0" }];
const WRONG_MEMBERS: readonly unknown[] = [null, [{}]];
/** What any message may need; each member is replaced by what it should not be. */
const WHOLE: Readonly<Record<string, unknown>> = {
  textDocument: DOCUMENT,
  position: AT,
  positions: [AT],
  range: RANGE,
  ranges: [RANGE],
  context: { diagnostics: [] },
  options: { tabSize: 4, insertSpaces: true },
  newName: "b",
  ch: "\n",
  query: "b",
  label: "b",
  uri: URI,
  previousResultId: "b",
  contentChanges: [{ text: "PRINT" }],
  changes: [{ uri: URI, type: 1 }],
  event: { added: [], removed: [] },
  files: [{ uri: URI, oldUri: URI, newUri: URI }],
  item: { name: "b", kind: 12, uri: URI, range: RANGE, selectionRange: RANGE, data: {} },
  data: {},
  id: 0,
  token: 0,
  value: "off",
  previousResultIds: [],
  settings: {},
};
/** Every request needs something. */
const WRONG: readonly unknown[] = [undefined, ...VALUES];
const PARAMS: readonly unknown[] = [
  ...WRONG,
  WHOLE,
  ...Object.keys(WHOLE).flatMap((name) => WRONG_MEMBERS.map((value) => ({ ...WHOLE, [name]: value }))),
];

interface Described {
  readonly method: string;
  readonly messageDirection: string;
}

/** Those that clients send, and what ends a session is none of them. */
function methodsOf(kind: "Request" | "Notification"): readonly string[] {
  const found = Object.entries(protocol)
    .filter(([name]) => name.endsWith(kind))
    .map(([, one]) => one as unknown as Partial<Described>)
    .filter(({ method, messageDirection }) => method !== undefined && messageDirection !== "serverToClient")
    .map(({ method }) => method as string);
  return [...new Set(found)].filter((method) => !["initialize", "shutdown", "exit"].includes(method));
}

/** Beyond the protocol. */
function ownRequests(): readonly string[] {
  const text = readFileSync("server/protocol.ts", "utf8");
  return [...text.matchAll(/"(ttvm\/\w+)"/g)].map(([, method]) => method);
}

const SHAPES = parametersOf(FEATURES);

/** How many of the wrong members the shape of a method rules out; what need not be there may be null. */
function wrongMembers(method: string): number {
  const shapes = Object.values(SHAPES[method] ?? {});
  const optional = shapes.filter((shape) => typeof shape === "string" && shape.endsWith("?"));
  return shapes.length * WRONG_MEMBERS.length - optional.length;
}

/** It waits until something changes: nobody would answer it here. */
const WAITING = "workspace/diagnostic";

it("answers every message, whatever its parameters are", async () => {
  const child = spawn(process.execPath, ["dist/server.js", "--stdio"]);
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  const closed = new Promise((resolve) => child.once("close", resolve));
  const asked = new Map<number, string>();
  const wrong: string[] = [];
  let wake = (): void => undefined;
  const frames = new FrameReader();
  const unknown = new Set<string>();
  const refused = new Map<string, number>();
  const take = (body: string): void => {
    const message = JSON.parse(body);
    if (message.method === "window/logMessage" && message.params.type === 1) wrong.push(body);
    if (message.method !== undefined || !asked.has(message.id)) return;
    if (message.error?.code === -32603) wrong.push(`${asked.get(message.id)}: ${message.error.message}`);
    const [method = ""] = asked.get(message.id)?.split(" ") ?? [];
    if (message.error?.code === -32601) unknown.add(method);
    if (message.error?.code === -32602) refused.set(method, (refused.get(method) ?? 0) + 1);
    asked.delete(message.id);
    if (asked.size === 0) wake();
  };
  child.stdout.on("data", (chunk: Buffer) => frames.read(chunk, take));
  child.stdin.on("error", () => undefined);
  const send = (message: object): void => {
    child.stdin.write(frameOf(JSON.stringify({ jsonrpc: "2.0", ...message })));
  };
  let last = 0;
  const ask = (method: string, params: unknown): void => {
    asked.set(++last, `${method} ${JSON.stringify(params)}`);
    send({ id: last, method, params });
  };
  const answered = () =>
    Promise.race([
      closed,
      new Promise<void>((resolve) => {
        wake = resolve;
        if (asked.size === 0) resolve();
      }),
    ]);

  ask("initialize", { capabilities: {}, processId: null, rootUri: null });
  await answered();
  send({ method: "initialized", params: {} });
  send({ method: "textDocument/didOpen", params: { textDocument: { ...DOCUMENT, version: 1 } } });
  const requests = [...methodsOf("Request"), ...ownRequests()].filter((method) => method !== WAITING);
  const notifications = [...methodsOf("Notification"), "$/cancelRequest", "$/setTrace", "$/progress"];
  assert.ok(requests.length > 40 && notifications.length > 10, "the protocol was read");
  for (const method of requests) {
    for (const params of PARAMS) ask(method, params);
    await answered();
    assert.equal(stderr, "", method);
  }
  const known = requests.filter((method) => !unknown.has(method));
  assert.ok(known.length > 35, "the server answers requests");
  for (const method of known) {
    assert.ok(SHAPES[method] !== undefined, `${method} says what its parameters are`);
    const wanted = WRONG.length + wrongMembers(method);
    assert.equal(refused.get(method), wanted, `${method} refuses parameters of wrong types`);
  }
  for (const method of notifications) for (const params of PARAMS) send({ method, params });
  ask("textDocument/hover", { textDocument: { uri: URI }, position: AT });
  await answered();
  assert.equal(asked.size, 0, [...asked.values()].join("\n"));
  assert.equal(stderr, "");
  assert.deepEqual(wrong, []);
  child.kill();
});
