/**
 * Measures the language server as an editor meets it: `dist/server.js --stdio`, over the protocol, on long files in both
 * languages and on a workspace of many files.
 *
 * A figure is a median over edits and questions; goals are printed beside it. What is sent for an edit is one change of one
 * place, as for a keystroke. `diagnostics` ends with the first report about the new text, which has all that is wrong with
 * how it is written; `findings` with the whole report, as a client gets it that asks for diagnostics.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./bootstrap.mjs";
import { loadTypeScript } from "./load.mjs";

const SERVER = path.join(ROOT, "dist", "server.js");

/** Lines of the file, and how often each figure is taken; `workspace` has so many files. */
export const LSP_BENCHES = {
  "lsp-2000": { lines: 2_000, runs: 25, keystroke: 16 },
  "lsp-100000": { lines: 100_000, runs: 5, keystroke: 50 },
  "lsp-workspace": { files: 2_000 },
};

/** Milliseconds, but for the memory in MB. */
const GOALS = { completion: 10, hover: 10, tokens: 20, memory: 250, index: 3_000 };

/** Prints figures for each of the benches. */
export async function measureLsp(names, { scratch }) {
  const { longProgram } = await loadTypeScript("test/generate/long-program.ts");
  const { longLisp } = await loadTypeScript("test/generate/long-lisp.ts");
  for (const name of names) {
    const { files, ...bench } = LSP_BENCHES[name];
    if (files !== undefined) {
      console.log(`\na workspace of ${files.toLocaleString("en")} files`);
      await measureWorkspace(files, { scratch, longProgram, longLisp });
      continue;
    }
    const languages = [ASSEMBLY(longProgram(bench.lines)), LISP(longLisp(bench.lines))];
    for (const language of languages) {
      console.log(`\n${bench.lines.toLocaleString("en")} lines of ${language.title}`);
      await measureFile(language, bench, scratch);
    }
  }
}

/** `places`: what is edited, each with the texts that take turns there; `asked`: the text at which questions are asked. */
const ASSEMBLY = (text) => ({
  title: "assembly",
  id: "ttvm",
  file: "long.ttvm",
  text,
  places: {
    "inside a function": [numberFrom(text, "PUSH_INT ", text.length >> 1), "7", "42"],
    "an instruction near the top": [at(text, "    STORE precision", 0, 0), "    FALSE\n", ""],
    "a broken line": [at(text, "STORE ", text.length >> 1, "ST".length), "?", ""],
  },
  asked: text.indexOf("LOAD ", text.length >> 1) + "LOA".length,
});

const LISP = (text) => ({
  title: "Lisp",
  id: "ttvm-lisp",
  file: "long.lisp",
  text,
  places: {
    "inside a function": [numberFrom(text, "(* part ", text.length >> 1), "7", "42"],
    "a definition near the top": [at(text, "; The sum", 0, 0), "(define extra 1)\n", ""],
    "a broken line": [at(text, "(if ", text.length >> 1, 0), ")", ""],
  },
  asked: text.indexOf("(list", text.length >> 1) + "(li".length,
});

/** The place of a number that is written after `before`. */
function numberFrom(text, before, from) {
  const start = text.indexOf(before, from) + before.length;
  return { start, end: start + /^\d+/.exec(text.slice(start, start + 20))[0].length };
}

/** The empty place so many characters after where `word` is. */
function at(text, word, from, after) {
  const start = text.indexOf(word, from) + after;
  return { start, end: start };
}

async function measureFile(language, { runs, keystroke }, scratch) {
  const file = path.join(scratch, language.file);
  writeFileSync(file, language.text);
  const uri = pathToFileURL(file).href;
  const told = await start({ scratch, pulls: false });
  const document = new Document(told, uri, language);
  await document.open();
  for (const [place, edit] of Object.entries(language.places)) {
    const times = await document.edits(edit, runs, (version) => told.published(uri, version));
    print(`diagnostics, ${place}`, times, keystroke);
  }
  await told.stop();
  const asking = await start({ scratch, pulls: true });
  const asked = new Document(asking, uri, language);
  await asked.open();
  const textDocument = { uri };
  await asking.request("textDocument/diagnostic", { textDocument });
  for (const [place, edit] of Object.entries(language.places)) {
    const pull = () => asking.request("textDocument/diagnostic", { textDocument });
    print(`findings, ${place}`, await asked.edits(edit, runs, pull), keystroke);
  }
  const position = asked.position(language.asked);
  const [, inside] = Object.entries(language.places)[0];
  for (const [title, method, goal] of [
    ["completion", "textDocument/completion", GOALS.completion],
    ["hover", "textDocument/hover", GOALS.hover],
  ]) {
    const ask = () => asking.request(method, { textDocument, position });
    print(title, await asked.questions(inside, runs, ask), goal);
  }
  let { resultId } = await asking.request("textDocument/semanticTokens/full", { textDocument });
  const delta = async () => {
    const params = { textDocument, previousResultId: resultId };
    resultId = (await asking.request("textDocument/semanticTokens/full/delta", params)).resultId;
  };
  print("semantic tokens, delta", await asked.questions(inside, runs, delta), GOALS.tokens);
  print("memory of the server", [memoryOf(asking.pid)], GOALS.memory, "MB");
  await asking.stop();
}

async function measureWorkspace(count, { scratch, longProgram, longLisp }) {
  const folder = path.join(scratch, "workspace");
  mkdirSync(folder, { recursive: true });
  const [assembly, lisp] = [longProgram(100), longLisp(100)];
  for (let number = 0; number < count; number++) {
    const [text, name] =
      number % 2 === 0
        ? [`${assembly}LABEL only_${number}\n    RET\n`, `part-${number}.ttvm`]
        : [`${lisp}(define (only-${number} x) x)\n`, `part-${number}.lisp`];
    writeFileSync(path.join(folder, name), text);
  }
  const server = await start({ scratch: folder, pulls: true });
  const before = performance.now();
  const last = `only-${count - 1}`;
  const found = await server.request("workspace/symbol", { query: last });
  const index = performance.now() - before;
  if (!found?.some(({ name }) => name === last)) throw new Error("the last file is not in the index");
  print("index", [index], GOALS.index);
  const again = await repeated(9, () => server.request("workspace/symbol", { query: "only" }));
  print("symbols, once indexed", again);
  print("memory of the server", [memoryOf(server.pid)], GOALS.memory, "MB");
  await server.stop();
}

async function repeated(runs, ask) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const before = performance.now();
    await ask();
    times.push(performance.now() - before);
  }
  return times;
}

/** A figure as soon as it is known: a long run that is ended tells what it has got to. */
function print(name, values, goal, unit = "ms") {
  const median = [...values].sort((a, b) => a - b)[values.length >> 1];
  const figure = `${median.toFixed(1)} ${unit}`.padStart(14);
  const wanted = goal === undefined ? "" : `   goal ${goal.toLocaleString("en")} ${unit}`;
  const missed = goal !== undefined && median >= goal ? "   missed" : "";
  console.log(`  ${name.padEnd(46)}${figure}${wanted}${missed}`);
}

/** Resident megabytes of a process, its threads among them. */
function memoryOf(pid) {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** An open document that is edited. */
class Document {
  #version = 1;
  #lines;

  constructor(server, uri, { id, text }) {
    Object.assign(this, { server, uri, id, text });
    this.#lines = text.split("\n");
  }

  async open() {
    const { uri, id: languageId, text } = this;
    this.server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    await this.server.request("textDocument/foldingRange", { textDocument: { uri } });
  }

  position(offset) {
    let left = offset;
    let line = 0;
    while (left > this.#lines[line].length) left -= this.#lines[line++].length + 1;
    return { line, character: left };
  }

  #change(range, text) {
    const textDocument = { uri: this.uri, version: ++this.#version };
    this.server.notify("textDocument/didChange", { textDocument, contentChanges: [{ range, text }] });
    return this.#version;
  }

  /** Milliseconds from an edit to what `told` waits for; each edit is taken back before the next one. */
  async edits([place, first, second], runs, told) {
    const original = this.text.slice(place.start, place.end);
    const start = this.position(place.start);
    const after = (written) => {
      const lines = written.split("\n");
      const character = lines.length > 1 ? lines.at(-1).length : start.character + written.length;
      return { start, end: { line: start.line + lines.length - 1, character } };
    };
    const times = [];
    let written = original;
    for (let run = 0; run < runs + WARM; run++) {
      const before = performance.now();
      await told(this.#change(after(written), first));
      if (run >= WARM) times.push(performance.now() - before);
      await told(this.#change(after(first), second));
      written = second;
      await quiet();
    }
    await told(this.#change(after(written), original));
    return times;
  }

  /** Milliseconds of questions about a text that has just been edited and reported on. */
  async questions(edit, runs, ask) {
    const [place, ...texts] = edit;
    const start = this.position(place.start);
    let written = this.text.slice(place.start, place.end);
    const times = [];
    for (let run = 0; run < runs + WARM; run++) {
      const end = { line: start.line, character: start.character + written.length };
      written = texts[run % 2];
      this.#change({ start, end }, written);
      await this.server.request("textDocument/diagnostic", { textDocument: { uri: this.uri } });
      const [time] = await repeated(1, ask);
      if (run >= WARM) times.push(time);
    }
    const end = { line: start.line, character: start.character + written.length };
    this.#change({ start, end }, this.text.slice(place.start, place.end));
    return times;
  }
}

/** Edits and questions that are not counted. */
const WARM = 4;

/** Time for the server to finish what nobody waits for. */
function quiet() {
  return new Promise((done) => setTimeout(done, 20));
}

/** The server, spoken to by a client that asks for diagnostics (`pulls`) or is told of them. */
async function start({ scratch, pulls }) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"], env });
  const server = new Server(child);
  const textDocument = { completion: COMPLETION, ...(pulls && { diagnostic: {} }) };
  const folder = { uri: pathToFileURL(scratch).href, name: "bench" };
  await server.request("initialize", {
    processId: process.pid,
    rootUri: folder.uri,
    workspaceFolders: [folder],
    capabilities: { textDocument, workspace: { configuration: true } },
  });
  server.notify("initialized", {});
  return server;
}

/** What the editor says that it can do with completions. */
const COMPLETION = {
  completionItem: { snippetSupport: true, insertReplaceSupport: true, labelDetailsSupport: true },
  completionList: {
    itemDefaults: ["commitCharacters", "editRange", "insertTextFormat", "insertTextMode", "data"],
  },
};

class Server {
  #count = 0;
  #answers = new Map();
  #published = new Map();
  #chunks = [];
  #length = 0;
  #needed = 0;

  constructor(child) {
    this.child = child;
    this.pid = child.pid;
    child.stdout.on("data", (chunk) => this.#read(chunk));
  }

  request(method, params) {
    const id = ++this.#count;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /** Waits until something is published about a version. */
  published(uri, version) {
    return new Promise((resolve) => this.#published.set(`${version} ${uri}`, resolve));
  }

  async stop() {
    const ended = new Promise((done) => this.child.once("exit", done));
    await this.request("shutdown");
    this.notify("exit");
    await ended;
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Joins what has come only when a whole message may be there. */
  #read(chunk) {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const all = Buffer.concat(this.#chunks);
      this.#chunks = [all];
      const head = all.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(all.toString("latin1", 0, head))[1]);
      this.#needed = head + 4 + length;
      if (all.length < this.#needed) return;
      const body = all.toString("utf8", head + 4, this.#needed);
      this.#chunks = [all.subarray(this.#needed)];
      this.#length = all.length - this.#needed;
      this.#needed = 0;
      this.#take(JSON.parse(body));
      if (this.#length === 0) return;
    }
  }

  #take({ id, method, params, result, error }) {
    if (method === undefined) {
      const { resolve, reject } = this.#answers.get(id);
      this.#answers.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error.message));
    } else if (id !== undefined) {
      this.#send({ id, result: method === "workspace/configuration" ? params.items.map(() => null) : null });
    } else if (method === "textDocument/publishDiagnostics") {
      const key = `${params.version} ${params.uri}`;
      this.#published.get(key)?.();
      this.#published.delete(key);
    }
  }
}
