/**
 * A place for hostile programs, and what they have touched in it: folders, a listener, the mark of a child.
 *
 * Invariant: it is as new before each case.
 */
import { spawnSync } from "node:child_process";
import dgram from "node:dgram";
import { once } from "node:events";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HostileCase, Resource } from "./generator.ts";

/** What only the playground sends. */
const OWN = Buffer.from("are all heard of?");
const SECRET = "what nobody is to read";
/** What comes on standard input. */
export const INPUT = "what only standard input says\n";
/** With what a case starts. */
export const HOME = "/home/of-nobody-else";

export class Playground {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-hostile-")));
  /** Only another program makes pipes; where a case finds one is another name of this. */
  private readonly pipes = mkdtempSync(path.join(tmpdir(), "ttvm-pipe-"));
  private readonly pipe = path.join(this.pipes, "pipe");
  /** The ports of those who have connected. */
  private connections: (number | undefined)[] = [];
  private datagramsOfOthers = 0;
  private heard: () => void = () => undefined;
  private port = 0;
  private readonly server = net.createServer((socket) => {
    this.connections.push(socket.remotePort);
    this.heard();
    socket.unref();
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  private readonly datagrams = dgram.createSocket("udp4", (message) => {
    if (message.equals(OWN)) this.heard();
    else this.datagramsOfOthers++;
  });
  private fresh = "";

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.server.unref();
    this.port = (this.server.address() as net.AddressInfo).port;
    await new Promise<void>((resolve) => this.datagrams.bind(this.port, "127.0.0.1", resolve));
    this.datagrams.unref();
    spawnSync("mkfifo", [this.pipe]);
    this.reset();
  }

  close(): void {
    this.server.close();
    this.datagrams.close();
    for (const folder of [this.folder, this.pipes]) rmSync(folder, { recursive: true, force: true });
  }

  /** The program of a case, here. */
  sourceOf({ source }: HostileCase): string {
    return source
      .replace(/\bPORT\b/g, String(this.port))
      .replaceAll("PROGRAMS", path.join(this.folder, "programs"));
  }

  /** What a case has touched that printed this; everything is as new afterwards. */
  async touched(stdout: string): Promise<readonly Resource[]> {
    const hasConnected = await this.hasConnected();
    const touched: Resource[] = [];
    if (stdout.includes(SECRET)) touched.push("read out");
    if (stdout.includes(INPUT.slice(1, -1))) touched.push("read input");
    if (stdout.includes(HOME)) touched.push("env HOME");
    const listing = this.listing();
    const [now, before] = [listing.split("\n"), this.fresh.split("\n")];
    for (const [index, resource] of (["write in", "write out", "run"] as const).entries()) {
      if (now[index] !== before[index]) touched.push(resource);
    }
    if (hasConnected) touched.push("connect");
    if (listing !== this.fresh) this.reset();
    return touched;
  }

  /** Whether anybody has connected, or sent a datagram. They are heard of in turn: so what comes last is our own. */
  private async hasConnected(): Promise<boolean> {
    const own = net.connect(this.port, "127.0.0.1").on("error", () => undefined);
    await once(own, "connect");
    const { localPort } = own;
    while (!this.connections.includes(localPort)) await new Promise<void>((heard) => (this.heard = heard));
    own.destroy();
    // One is lost where too many wait.
    const again = setInterval(() => this.datagrams.send(OWN, this.port, "127.0.0.1"), 20);
    this.datagrams.send(OWN, this.port, "127.0.0.1");
    await new Promise<void>((heard) => (this.heard = heard));
    clearInterval(again);
    const hasConnected = this.connections.length > 1 || this.datagramsOfOthers > 0;
    this.connections = [];
    this.datagramsOfOthers = 0;
    return hasConnected;
  }

  private reset(): void {
    for (const name of readdirSync(this.folder)) rmSync(path.join(this.folder, name), { recursive: true });
    for (const name of ["in/deep", "out", "marks", "programs"])
      mkdirSync(path.join(this.folder, name), { recursive: true });
    this.write("in/a", "plain");
    this.write("out/secret", SECRET);
    this.write("out/module.ttvm", `PUSH_STR "${SECRET}"\nPRINT\n`);
    linkSync(this.pipe, path.join(this.folder, "in/pipe"));
    for (const [target, name] of LINKS) symlinkSync(target, path.join(this.folder, name));
    // A program that leaves a mark under the name of one that does nothing.
    this.write("programs/echo", `#!/bin/sh\n: > ${this.folder}/marks/by-search\n`);
    chmodSync(path.join(this.folder, "programs/echo"), 0o755);
    this.fresh = this.listing();
  }

  private write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }

  /** A line for each of the folders that are watched: names, kinds and contents. */
  private listing(): string {
    return ["in", "out", "marks"].map((name) => this.describe(name)).join("\n");
  }

  private describe(name: string): string {
    const entries = readdirSync(path.join(this.folder, name), { withFileTypes: true });
    const shown = entries.map((entry) => {
      const inside = `${name}/${entry.name}`;
      if (entry.isFIFO()) return `${inside} is a pipe`;
      if (entry.isSymbolicLink()) return `${inside} is a link`;
      if (entry.isDirectory()) return `${inside}: (${this.describe(inside)})`;
      return `${inside}: ${readFileSync(path.join(this.folder, inside)).toString("base64")}`;
    });
    return shown.sort().join("; ");
  }
}

const LINKS = [
  ["../out", "in/escape"],
  ["../out/new", "in/dangling"],
  ["../out/journal", "in/j.db-journal"],
  ["../out/k.db", "in/linked.db"],
  ["in", "door"],
  ["../out/module.ttvm", "programs/linked.ttvm"],
] as const;
