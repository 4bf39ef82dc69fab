/** The analysis of one document keeps no other from its answers; one that takes too much is analysed in part. */
import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { type CancellationToken, CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver";
import type { DocumentSymbol, Hover, Location, SemanticTokens } from "vscode-languageserver-protocol";
import { FileChanges } from "../../server/file-changes.ts";
import { DIAGNOSE } from "../../server/lane-protocol.ts";
import { Lanes, type LaneTask } from "../../server/lanes.ts";
import { OpenDocument } from "../../server/open-document.ts";
import { newSession } from "../../server/session.ts";
import type { OpenText, Texts } from "../../server/texts.ts";
import type { TooMuch } from "../../vm-core/index.ts";
import { type Client, startServer } from "./client.ts";

/** A thread that answers when the test says so. */
interface FakeThread {
  readonly asked: string[];
  answer(): Promise<void>;
  fail(tooMuch: TooMuch | undefined): void;
  isStopped: boolean;
  /** Of the task that it was asked last. */
  token?: CancellationToken | undefined;
}

/** What tasks of a test that has seen enough are answered with. */
const ignore = () => undefined;

/** `work`: what the process has worked. */
function fakeLanes(uris: readonly string[], work = () => 0, isSlow = false) {
  /** Says of each thread in turn that it has started, where that is slow. */
  const starting: (() => void)[] = [];
  const threads: FakeThread[] = [];
  const limited: string[] = [];
  const open = new Map<string, OpenText>(
    uris.map((uri, revision) => [
      uri,
      {
        document: new OpenDocument(uri, "ttvm", 1, ""),
        opening: revision,
        revision,
        tooMuch: undefined,
        isUnreadable: false,
      },
    ]),
  );
  const texts: Texts = {
    get: (uri) => open.get(uri),
    all: () => open,
    limit(uri, tooMuch) {
      const text = open.get(uri);
      if (text !== undefined) open.set(uri, { ...text, tooMuch, isUnreadable: text.tooMuch !== undefined });
    },
    onChange: () => undefined,
    onClose: () => undefined,
  };
  const lanes = new Lanes({
    texts,
    session: newSession(),
    changes: new FileChanges(),
    limited: (uri) => limited.push(uri),
    work,
    start(failed) {
      let resolve: (answer: unknown) => void = () => undefined;
      const thread: FakeThread = {
        asked: [],
        isStopped: false,
        answer: async () => {
          resolve("answered");
          await new Promise((next) => setImmediate(next));
        },
        fail: failed,
      };
      threads.push(thread);
      return {
        ready: isSlow ? new Promise((start) => starting.push(start)) : Promise.resolve(),
        update: () => undefined,
        ask(method, params, token) {
          thread.token = token;
          thread.asked.push(`${method} ${(params as { uri: string }).uri}`);
          return new Promise((answer) => {
            resolve = answer;
          });
        },
        stop: () => {
          thread.isStopped = true;
        },
      };
    },
  });
  const run = (method: string, uri: string, more: Partial<LaneTask> = {}) =>
    lanes.run({ method, params: { uri }, uri, isBackground: false, ...more });
  const changed = (uri: string) => {
    const text = open.get(uri);
    if (text !== undefined) text.document.version++;
    lanes.changed(uri);
  };
  return { threads, texts, limited, run, changed, starting };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const HOVER = "textDocument/hover";

describe("Lanes", () => {
  it("give a task to another thread than the one that works on another document", async () => {
    const { threads, run } = fakeLanes(["a", "b"]);
    const first = run("symbols", "a");
    const other = run("hover", "b");
    assert.deepEqual(
      threads.map(({ asked }) => asked),
      [["symbols a"], ["hover b"], []],
      "a third has started already",
    );
    await threads[1].answer();
    assert.equal(await other, "answered");
    await threads[0].answer();
    assert.equal(await first, "answered");
  });

  it("work on one task of a document after the other, in the thread that knows it", async () => {
    const { threads, run } = fakeLanes(["a", "b"]);
    const answers = Promise.all([run("symbols", "a"), run("tokens", "a"), run("hover", "a")]);
    await pause(60);
    assert.deepEqual(threads[0].asked, ["symbols a"]);
    assert.deepEqual(threads[1].asked, []);
    for (let i = 0; i < 3; i++) await threads[0].answer();
    await answers;
    assert.deepEqual(threads[0].asked, ["symbols a", "tokens a", "hover a"]);
  });

  it("leave a thread that has started to those who wait, before another has", async () => {
    const { threads, run, starting } = fakeLanes(["a", "b", "c", "d"], () => 0, true);
    const inBackground = { isBackground: true };
    const asked = () => threads.map(({ asked }) => asked.length);
    const answers: Promise<unknown>[] = [run("diagnose", "a", inBackground)];
    assert.deepEqual(asked(), [1, 0], "the first does not wait for the second");
    starting[0]();
    starting[1]();
    answers.push(run("diagnose", "b", inBackground), run("diagnose", "c", inBackground));
    await pause(0);
    assert.deepEqual(asked(), [1, 0, 0], "a third starts");
    answers.push(run("hover", "d"));
    assert.deepEqual(asked(), [1, 1, 0], "who waits is not kept from the second");
    await threads[1].answer();
    starting[2]();
    await pause(0);
    assert.deepEqual(asked(), [1, 1, 1], "now there is one for who waits");
    for (const at of [0, 1]) await threads[at].answer();
    await pause(0);
    assert.equal(
      asked().reduce((a, b) => a + b),
      4,
    );
    for (const { answer } of threads) await answer();
    await Promise.all(answers);
  });

  it("have one thread keep the names of all files", async () => {
    const { threads, run } = fakeLanes(["a"]);
    const ask = () => run("workspace/symbol", "", { uri: undefined });
    const first = [run("hover", "a"), ask(), ask()];
    await pause(60);
    assert.deepEqual(threads[1].asked, ["workspace/symbol "], "the second waits for the first");
    await threads[1].answer();
    await threads[0].answer();
    await threads[1].answer();
    await Promise.all(first);
    const last = ask();
    assert.deepEqual(
      threads.map(({ asked }) => asked.length),
      [1, 3, 0],
      "also when the other is free",
    );
    await threads[1].answer();
    await last;
  });

  it("give up findings of a document when its text changes, and begin nothing of it before the thread has heard", async () => {
    const { threads, run, changed } = fakeLanes(["a", "b"]);
    const old = run(DIAGNOSE.method, "a", { isBackground: true });
    const refused = assert.rejects(old, {
      code: LSPErrorCodes.ServerCancelled,
      data: { retriggerRequest: true },
    });
    changed("b");
    assert.equal(threads[0].token?.isCancellationRequested, false);
    changed("a");
    assert.equal(threads[0].token?.isCancellationRequested, true);
    await refused;
    const early = run("early", "a");
    assert.equal(threads[0].asked.length, 1);
    await threads[0].answer();
    assert.deepEqual(threads[0].asked.slice(1), ["early a"]);
    changed("a");
    assert.equal(threads[0].token?.isCancellationRequested, false, "what is about the text as it will be");
    await threads[0].answer();
    assert.equal(await early, "answered");
  });

  it("refuse what was cancelled before it came", async () => {
    const { threads, run } = fakeLanes(["a"]);
    const source = new CancellationTokenSource();
    source.cancel();
    await assert.rejects(run("hover", "a", { token: source.token }), {
      code: LSPErrorCodes.RequestCancelled,
    });
    assert.deepEqual(threads[0].asked, []);
  });

  it("refuse what a newer request of its kind has taken the place of, begun or not", async () => {
    const { threads, run } = fakeLanes(["a", "b"]);
    const refused = { code: LSPErrorCodes.RequestCancelled };
    const [begun, waiting, other, newest, elsewhere] = [
      run(HOVER, "a"),
      run(HOVER, "a"),
      run("textDocument/completion", "a"),
      run(HOVER, "a"),
      run(HOVER, "b"),
    ];
    await assert.rejects(begun, refused);
    await assert.rejects(waiting, refused);
    for (let i = 0; i < 3; i++) await threads[0].answer();
    await threads[1].answer();
    assert.deepEqual(await Promise.all([other, newest, elsewhere]), ["answered", "answered", "answered"]);
    assert.deepEqual(threads[0].asked, [`${HOVER} a`, "textDocument/completion a", `${HOVER} a`]);
    const again = run(HOVER, "a");
    await threads[0].answer();
    assert.equal(await again, "answered", "one that was answered is not refused later");
  });

  it("leave the thread that knows a document only when it works on another for longer than a moment", async () => {
    const { threads, run } = fakeLanes(["a", "b", "c", "d"]);
    const known = run("hover", "a");
    await threads[0].answer();
    await known;
    // Everything else is as well known: the thread of `a` gets the last one.
    for (const uri of ["b", "c", "d"]) run("symbols", uri).catch(ignore);
    assert.equal(threads.length, 3);
    const busy = threads.findIndex(({ asked }) => asked.length === 2);
    assert.equal(busy, 0);
    run("hover", "a").catch(ignore);
    await threads[1].answer();
    assert.ok(!threads[1].asked.includes("hover a"), "not at once");
    await pause(60);
    assert.ok(threads[1].asked.includes("hover a"));
  });

  it("keep one thread free of what nobody waits for", async () => {
    const { threads, run } = fakeLanes(["a", "b", "c", "d"]);
    for (const uri of ["a", "b", "c"]) run("diagnose", uri, { isBackground: true }).catch(ignore);
    // All have started then.
    await pause(0);
    run("hover", "d").catch(ignore);
    assert.deepEqual(
      threads.map(({ asked }) => asked),
      [["diagnose a"], ["diagnose b"], ["hover d"]],
    );
    await threads[2].answer();
    assert.deepEqual(threads[2].asked, ["hover d"]);
    await threads[0].answer();
    assert.deepEqual(threads[0].asked, ["diagnose a", "diagnose c"]);
  });

  it("look at less of a document whose thread has failed, and then at nothing of it", async () => {
    const { threads, texts, limited, run } = fakeLanes(["a"]);
    const answer = run("hover", "a");
    const working = () => threads.findLast(({ asked, isStopped }) => asked.length > 0 && !isStopped);
    working()?.fail("memory");
    assert.deepEqual(texts.get("a")?.tooMuch, "memory");
    assert.deepEqual(limited, ["a"]);
    working()?.fail(undefined);
    assert.ok(texts.get("a")?.isUnreadable);
    await working()?.answer();
    assert.equal(await answer, "answered");
    assert.equal(threads.filter(({ isStopped }) => isStopped).length, 2);
  });

  it("give up a task that takes too long, unless it is the machine that has no time for it", async (t) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    t.after(() => mock.timers.reset());
    let work = 0;
    const { threads, texts, run } = fakeLanes(["a", "b"], () => work);
    const answers = [run("hover", "a"), run("hover", "b")];
    mock.timers.tick(20_000);
    assert.ok(!threads[0].isStopped);
    await threads[1].answer();
    work = 20_000;
    mock.timers.tick(20_000);
    assert.ok(threads[0].isStopped && !threads[1].isStopped);
    assert.equal(texts.get("a")?.tooMuch, "time");
    assert.equal(texts.get("b")?.tooMuch, undefined);
    for (const thread of threads) await thread.answer();
    assert.deepEqual(await Promise.all(answers), ["answered", "answered"]);
  });
});

const FUNCTION = `LABEL f
    STORE n
    LOAD n
    PUSH_INT 1
    SUB
    CALL g n
    RET
`;

/** Functions that call each other in a ring; the first instruction calls one of them. */
function largeAssembly(functions: number): string {
  const parts = Array.from({ length: functions }, (_, i) =>
    FUNCTION.replace("LABEL f", `LABEL f${i}`).replace("CALL g", `CALL f${(i + 1) % functions}`),
  );
  return `    PUSH_INT 3\n    CALL f7 n\n    HALT\n${parts.join("")}`;
}

const SMALL = "file:///nowhere/small.ttvm";
const MACRO = `(define-macro (slow)
  (define (loop n) (if (= n 0) 1 (begin (range 50000) (loop (- n 1)))))
  (loop 1000000000))
(print (slow))
`;

/** Documents whose analysis takes a processor a good part of a second or more. */
const HOSTILE = {
  "a macro that makes a list of 50,000 again and again": { text: () => MACRO, language: "ttvm-lisp" },
  "100,000 lines of assembly": { text: () => largeAssembly(14_000), language: "ttvm" },
  "3,000 functions of Lisp": {
    text: () =>
      `${Array.from({ length: 3_000 }, (_, i) => `(define (f${i} n) (f${i + 1} n))\n`).join("")}(define (f3000 n) n)\n`,
    language: "ttvm-lisp",
  },
};

async function withServer(use: (client: Client) => Promise<void>): Promise<void> {
  const client = await startServer();
  try {
    await use(client);
    assert.deepEqual(client.log, []);
  } finally {
    await client.stop();
  }
}

const at = (uri: string, line: number, character: number) => ({
  textDocument: { uri },
  position: { line, character },
});

describe("While a document is analysed", () => {
  for (const [name, { text, language }] of Object.entries(HOSTILE)) {
    it(`another is answered: ${name}`, () =>
      withServer(async (client) => {
        await client.open(SMALL, "    PUSH_INT 1\n    PRINT\n");
        // All threads have started when as many documents are looked at, at once.
        await client.request<Hover>(HOVER, at(SMALL, 0, 6));
        await client.diagnostics(SMALL, 1);
        const uri = "file:///hostile";
        await client.open(uri, text(), language);
        let isAnswered = false;
        const symbols = client
          .request("textDocument/documentSymbol", { textDocument: { uri } })
          .then(() => (isAnswered = true));
        for (let i = 0; i < 5; i++) assert.ok(await client.request<Hover>(HOVER, at(SMALL, 0, 6)));
        assert.ok(!isAnswered, "the small document has waited for the large one");
        await symbols;
      }));
  }
});

describe("A document that is too large to be analysed", () => {
  it("says so, and keeps outline, navigation and folding: assembly", () =>
    withServer(async (client) => {
      const uri = "file:///nowhere/large.ttvm";
      await client.open(
        uri,
        `${largeAssembly(1_000)}${`; ${"a comment ".repeat(100)}\n`.repeat(4_000)}    PRNT\n`,
      );
      const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
        textDocument: { uri },
      });
      assert.equal(symbols.length, 1_000);
      const found = await client.request<{ targetRange: { start: unknown } }[]>(
        "textDocument/definition",
        at(uri, 1, 11),
      );
      assert.deepEqual(found[0].targetRange.start, { line: 3 + 7 * 7, character: 0 });
      const hover = await client.request<Hover>(HOVER, at(uri, 0, 6));
      assert.match(JSON.stringify(hover.contents), /PUSH_INT/);
      const diagnostics = await client.diagnostics(uri, 1);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ["partly-analysed", "unknown-instruction"],
      );
      assert.equal(
        diagnostics[0].message,
        "the text has more than 4,000,000 characters: only its syntax is checked",
      );
    }));

  it("says so, and keeps colours, outline and navigation: Lisp", () =>
    withServer(async (client) => {
      const uri = "file:///nowhere/large.lisp";
      const rest = Array.from({ length: 1_000 }, (_, i) => `(define (f${i} n) (+ n (* 2 (twice n))))\n`);
      rest.push(`; ${"a comment ".repeat(100)}\n`.repeat(2_500));
      await client.open(uri, `(define (twice n) (* n 2))\n${MACRO}${rest.join("")}`, "ttvm-lisp");
      const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
        textDocument: { uri },
      });
      assert.equal(symbols.length, 1_002);
      const found = await client.request<Location[]>("textDocument/definition", at(uri, 5, 30));
      assert.deepEqual(JSON.stringify(found).includes('"line":0'), true);
      const range = { start: { line: 5, character: 0 }, end: { line: 10, character: 0 } };
      const tokens = await client.request<SemanticTokens>("textDocument/semanticTokens/range", {
        textDocument: { uri },
        range,
      });
      assert.ok(tokens.data.length > 5);
      assert.deepEqual(
        (await client.diagnostics(uri, 1)).map(({ code }) => code),
        ["partly-analysed"],
      );
    }));
});
