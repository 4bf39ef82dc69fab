/** What is allowed and refused, and that no other spelling leads around it. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { createMachine, drive, failureText, parsePermissions } from "../../vm-core/index.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";
import { nodeResolver } from "../../vm-core/node/host/resolver.ts";
import { modulePermission } from "../../vm-core/node/module-permission.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import {
  matchesEndpoint as matches,
  parseEndpoint,
  parseEndpointPattern,
} from "../../vm-core/run/permissions/endpoints.ts";
import { refusing } from "../../vm-core/run/permissions/guard.ts";
import { type Need, needsOf } from "../../vm-core/run/permissions/needs.ts";
import { matchesName } from "../../vm-core/run/permissions/patterns.ts";
import type { Resolver } from "../../vm-core/run/permissions/resolver.ts";
import { missingRule } from "../../vm-core/run/permissions/words.ts";
import { assembled } from "../machine/run-text.ts";
import { emptyFolder, literal, runIn } from "./run-in-folder.ts";

interface Flags {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly sandbox?: boolean;
}

const permissions = ({ allow = [], deny = [], sandbox = false }: Flags) =>
  parsePermissions({ allow, deny, sandbox });

/** A folder with `in/a`, `in/deep/b`, `out/secret`, and links between them. */
function tree(t: TestContext): string {
  const folder = emptyFolder(t);
  for (const name of ["in/deep", "out"]) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of ["in/a", "in/deep/b", "out/secret"]) writeFileSync(path.join(folder, name), name);
  symlinkSync("../out", path.join(folder, "in/escape"));
  symlinkSync("../out/new", path.join(folder, "in/dangling"));
  symlinkSync("in", path.join(folder, "door"));
  return folder;
}

/** Whether a file can be read. */
async function reads(folder: string, name: string, flags: Flags): Promise<boolean> {
  const program = `PUSH_STR ${literal(name)}\nREAD_FILE\nPOP`;
  const { error } = await runIn(folder, program, { permissions: permissions(flags) });
  if (error !== "") assert.equal(error, `Permission denied: read ${name}`);
  return error === "";
}

async function writes(folder: string, name: string, flags: Flags): Promise<boolean> {
  const program = `PUSH_STR "x"\nPUSH_STR ${literal(name)}\nWRITE_FILE`;
  const { error } = await runIn(folder, program, { permissions: permissions(flags) });
  if (error !== "") assert.equal(error, `Permission denied: write ${name}`);
  return error === "";
}

test("an allowed folder is open, and nothing around it", async (t) => {
  const folder = tree(t);
  const flags = { allow: ["read=./in"] };
  for (const name of ["in/a", "./in/deep/b", "in/../in/a", "door/a", path.join(folder, "in/a")]) {
    assert.ok(await reads(folder, name, flags), name);
  }
  const outside = [
    "out/secret",
    "in/escape/secret",
    "in/../out/secret",
    "door/escape/secret",
    "in2",
    "/etc/passwd",
  ];
  for (const name of outside) assert.ok(!(await reads(folder, name, flags)), name);
});

test("a link that leads to nothing yet is judged by where it leads", async (t) => {
  const folder = tree(t);
  assert.ok(await writes(folder, "in/new", { allow: ["write=in"] }));
  assert.ok(!(await writes(folder, "in/dangling", { allow: ["write=in"] })));
  assert.ok(!(await writes(folder, "in/escape/new", { allow: ["write=in"] })));
  assert.ok(!(await writes(folder, "in/no/../../out/new", { allow: ["write=in"] })));
});

test("what is denied stays denied by every name", async (t) => {
  const folder = tree(t);
  for (const deny of ["read=out", "read=./out/secret", "read=in/escape", "read=out/*", "read=**/secret"]) {
    for (const name of ["out/secret", "in/escape/secret", "door/../out/secret"]) {
      assert.ok(!(await reads(folder, name, { deny: [deny] })), `${deny} ${name}`);
      assert.ok(!(await reads(folder, name, { allow: ["read"], deny: [deny] })), `${deny} ${name}`);
    }
    assert.ok(await reads(folder, "in/a", { deny: [deny] }));
  }
});

test("wildcards", async (t) => {
  const folder = tree(t);
  assert.ok(await reads(folder, "in/a", { allow: ["read=in/?"] }));
  assert.ok(!(await reads(folder, "in/deep/b", { allow: ["read=in/?"] })));
  assert.ok(await reads(folder, "in/deep/b", { allow: ["read=in/*"] }), "a folder with everything in it");
  assert.ok(await reads(folder, "in/deep/b", { allow: ["read=**/b"] }));
  assert.ok(!(await reads(folder, "in/a", { allow: ["read=**/b"] })));
});

test("a permission that no flag names is as before", async (t) => {
  const folder = tree(t);
  assert.ok(await writes(folder, "new", { allow: ["read=in"], deny: ["run"] }));
  assert.ok(!(await writes(folder, "new", { allow: ["read=in"], sandbox: true })));
});

test("the sandbox allows output", async (t) => {
  const folder = tree(t);
  const sandbox = { permissions: permissions({ sandbox: true }), input: ["text"] };
  const harmless =
    'PUSH_INT 0\nPUSH_STR "%Y"\nFORMAT_TIME\nPRINT\nPUSH_INT 1\nSLEEP\nPUSH_STR "x"\nHASH\nPOP\nGET_ARGS\nLEN\nPRINT';
  assert.deepEqual(await runIn(folder, harmless, sandbox), {
    stdout: "1970\n0\n",
    stderr: "",
    exitCode: 0,
    error: "",
  });
  const refused: Record<string, string> = {
    READ_LINE: "read stdin",
    'PUSH_STR "in"\nLIST_DIR': "read in",
    'PUSH_STR "in/a"\nFILE_EXISTS': "read in/a",
    'PUSH_STR "in/a"\nDELETE_FILE': "write in/a",
    'PUSH_STR "HOME"\nGET_ENV': "env HOME",
    'PUSH_STR "true"\nMAKE_LIST 0\nEXEC': "run true",
    'PUSH_STR "http://example.com/x"\nHTTP_GET': "net example.com:80",
    'PUSH_STR "localhost"\nPUSH_INT 1\nTCP_CONNECT': "net localhost:1",
    "PUSH_INT 0\nTCP_LISTEN": "net 127.0.0.1:0",
    'PUSH_STR "localhost"\nDNS_RESOLVE': "net localhost",
    'PUSH_STR "file:f"\nSTREAM_CREATE': "read f",
    'PUSH_STR "sqlite:db"\nDB_CONNECT': "read db",
  };
  for (const [program, denied] of Object.entries(refused)) {
    const { error } = await runIn(folder, program, sandbox);
    assert.equal(error, `Permission denied: ${denied}`);
  }
  const exceptStdin = { ...sandbox, permissions: permissions({ sandbox: true, allow: ["read=stdin"] }) };
  assert.equal((await runIn(folder, "READ_LINE\nPRINT", exceptStdin)).stdout, "text\n");
});

test("a refusal can be caught", async (t) => {
  const program = 'TRY no\nPUSH_STR "f"\nREAD_FILE\nLABEL no\nCATCH\nGET_FIELD kind\nPRINT';
  const { stdout } = await runIn(emptyFolder(t), program, { permissions: permissions({ sandbox: true }) });
  assert.equal(stdout, "PermissionDenied\n");
});

const matchesEndpoint = (pattern: string, target: string): boolean =>
  matches(parseEndpointPattern(pattern), parseEndpoint(target));

test("hosts and ports", () => {
  const matching: readonly (readonly [string, string])[] = [
    ["127.0.0.1:8080", "127.0.0.1:8080"],
    ["127.0.0.1", "127.0.0.1:8080"],
    ["Example.com:*", "example.COM:443"],
    ["*.example.com", "a.example.com:443"],
    ["[::1]:80", "[::1]:80"],
    ["::1", "[::1]:80"],
    ["example.com", "example.com."],
    ["*", "localhost"],
    ["*", "127.0.0.1:80"],
    ["*:80", "[::1]:80"],
    ["127.0.0.1", "127.1:80"],
    ["127.0.0.1", "0:80"],
    ["127.0.0.1", "2130706433:80"],
    ["127.0.0.1", "0x7f.1:80"],
    ["127.0.0.1", "0177.0.0.1:80"],
    ["127.0.0.1", "[::ffff:127.0.0.1]:80"],
    ["127.0.0.1", "[::ffff:7f00:1%lo]:80"],
    ["2130706433", "127.0.0.1:80"],
    ["[::1]", "[0:0:0:0:0:0:0:1]:80"],
    ["[::1]", "[::]:80"],
    ["127.0.0.0/8", "127.9.9.9:80"],
    ["127.0.0.0/8:80", "127.9.9.9:80"],
    ["0.0.0.0/0", "8.8.8.8:80"],
    ["fd00::/8", "[fdff::1]:80"],
    ["[fd00::]/8:80", "[fdff::1]:80"],
    ["::ffff:0:0/96", "8.8.8.8:80"],
    ["127.0.0.*", "127.0.0.9:80"],
  ];
  for (const [pattern, target] of matching)
    assert.ok(matchesEndpoint(pattern, target), `${pattern} ${target}`);
  const different: readonly (readonly [string, string])[] = [
    ["127.0.0.1:8080", "127.0.0.1:80"],
    ["127.0.0.1:8080", "127.0.0.1"],
    ["example.com", "example.com.evil.net:80"],
    ["*.example.com", "example.com:80"],
    ["*.example.com", "evil.net/.example.com:80"],
    ["a.b", "aXb:80"],
    ["127.0.0.1", "127.0.0.2:80"],
    ["127.0.0.1", "256.0.0.1:80"],
    ["127.0.0.1", "localhost:80"],
    ["10.0.0.0/8", "11.0.0.1:80"],
    ["10.0.0.0/8:443", "10.0.0.1:80"],
    ["0.0.0.0/0", "[2001:db8::1]:80"],
    ["fd00::/8", "[fe00::1]:80"],
    ["127.0.0.*", "example.com:80"],
  ];
  for (const [pattern, target] of different)
    assert.ok(!matchesEndpoint(pattern, target), `${pattern} ${target}`);
});

test("a URL is judged by the host that it leads to", async (t) => {
  const flags = { permissions: permissions({ allow: ["net=example.com"] }) };
  for (const url of [
    "http://example.com@127.0.0.1:9/",
    "http://127.0.0.1:9\\\\@example.com/",
    "http://2130706433:9/",
  ]) {
    const { error } = await runIn(emptyFolder(t), `PUSH_STR "${url}"\nHTTP_GET`, flags);
    assert.equal(error, "Permission denied: net 127.0.0.1:9");
  }
});

test("commands and variables", async (t) => {
  assert.ok(matchesName("git", "git") && !matchesName("git", "./git") && matchesName("LC_*", "LC_ALL"));
  const folder = emptyFolder(t);
  for (const command of ["sh", "/bin/sh"]) {
    const program = `PUSH_STR "${command}"\nMAKE_LIST 0\nEXEC`;
    const { error } = await runIn(folder, program, { permissions: permissions({ deny: ["run=sh"] }) });
    assert.equal(error, `Permission denied: run ${command}`);
  }
});

test("modules come from the program's folder", async (t) => {
  const folder = tree(t);
  writeFileSync(path.join(folder, "in/m.ttvm"), "PUSH_INT 1\nSTORE one\nEXPORT one");
  writeFileSync(path.join(folder, "out/m.ttvm"), "PUSH_INT 2\nSTORE one\nEXPORT one");
  const load = async (module: string, flags: Flags) => {
    const permits = modulePermission(permissions(flags), path.join(folder, "in"), folder);
    const run = createMachine(assembled(`IMPORT ${module}\nLOAD one`), {
      readModule: diskModules(folder, permits),
    });
    const { failure } = await drive(run, nodeHost({ write: () => {} }));
    return failure === null ? "" : failureText(failure);
  };
  const inside = path.join(folder, "in/m.ttvm");
  assert.equal(await load(inside, { sandbox: true }), "");
  assert.equal(await load("out/m.ttvm", { sandbox: true }), "Permission denied: read out/m.ttvm");
  assert.equal(await load("in/escape/m.ttvm", { sandbox: true }), "Permission denied: read in/escape/m.ttvm");
  assert.equal(await load("nowhere/m.ttvm", { sandbox: true }), "Permission denied: read nowhere/m.ttvm");
  assert.equal(await load("out/m.ttvm", { sandbox: true, allow: ["read=out"] }), "");
  assert.equal(await load(inside, { deny: ["read=in"] }), `Permission denied: read ${inside}`);
  assert.equal(await load("out/m.ttvm", {}), "");
});

test("flags", () => {
  const { rules } = permissions({ allow: ["read=./data,/etc/x=y,net=127.0.0.1:80,run"], deny: ["env=A,B"] });
  assert.deepEqual(
    rules.map(({ verdict, permission, pattern }) => `${verdict} ${permission} ${pattern}`),
    [
      "allow read ./data",
      "allow read /etc/x=y",
      "allow net 127.0.0.1:80",
      "allow run null",
      "deny env A",
      "deny env B",
    ],
  );
  const wrong: Record<string, string> = {
    "./data": '--allow ./data: "./data" is none of read, write, net, env, run',
    "raed=x": '--allow raed=x: "raed" is none of read, write, net, env, run',
    "read=x,nte=y": '--allow read=x,nte=y: "nte" is none of read, write, net, env, run',
    "read=": "--allow read=: a pattern is empty",
    "": '--allow : "" is none of read, write, net, env, run',
    "read=a, write=b": '--allow read=a, write=b: " write" is none of read, write, net, env, run',
    "read=a, write": '--allow read=a, write: " write" is none of read, write, net, env, run',
    "net=10.0.0.0/33": '--allow net=10.0.0.0/33: "10.0.0.0/33" is no address, network or name of a host',
    "net=999.1.1.1": '--allow net=999.1.1.1: "999.1.1.1" is no address, network or name of a host',
    "net=http://example.com":
      '--allow net=http://example.com: "http://example.com" is no address, network or name of a host',
    "net=[::1": '--allow net=[::1: "[::1" is no address, network or name of a host',
    "net=:80": '--allow net=:80: "" is no address, network or name of a host',
    "net=example.com:99999": "--allow net=example.com:99999: there is no port 99999",
  };
  for (const [flag, message] of Object.entries(wrong)) {
    assert.throws(() => permissions({ allow: [flag] }), { message });
  }
});

test("every form of a rule for the network is read", () => {
  const forms = [
    "*",
    "**",
    "*:80",
    "127.0.0.1",
    "127.0.*.*",
    "10.0.0.0/8",
    "[::1]:9",
    "::1",
    "[fd00::]/8",
    "localhost",
  ];
  for (const form of [...forms, "*.example.com:443", "xn--nxasmq6b", "127.1", "0"]) {
    assert.equal(permissions({ allow: [`net=${form}`] }).rules.length, 1, form);
  }
});

test("what nobody can name in a rule is refused without one", async () => {
  for (const need of [
    { permission: "read", target: "", path: "file" },
    { permission: "env", target: "" },
    { permission: "net", target: "a b:80" },
    // Rules with these would be about other hosts.
    { permission: "net", target: "*:80" },
    { permission: "net", target: "*" },
    { permission: "net", target: "**.com:80" },
    { permission: "net", target: "127.0.0.?:80" },
    { permission: "net", target: "10.0.0.0/8:80" },
  ] as const) {
    const refuse = refusing(permissions({ sandbox: true }), {
      file: async (name) => ({ real: `/x/${name}`, written: `/x/${name}` }),
      endpoint: () => undefined,
      hostName: (name) => name,
      program: async () => undefined,
    });
    assert.deepEqual((await refuse(need))?.notes, []);
  }
});

test("the rule that would allow something does, and allows nothing that wildcards in it would stand for", async () => {
  const resolver: Resolver = {
    file: nodeResolver("/").file,
    endpoint: () => undefined,
    hostName: (name) => name,
    program: async () => undefined,
  };
  const file = { permission: "read", path: "file" } as const;
  const [net, env, run] = [{ permission: "net" }, { permission: "env" }, { permission: "run" }] as const;
  const asked: readonly (readonly [need: Need, others: readonly Need[]])[] = [
    [{ ...file, target: "*" }, [{ ...file, target: "secret" }]],
    [{ ...file, target: "a/**" }, [{ ...file, target: "a/b/c" }]],
    [{ ...file, target: "a,env" }, [{ permission: "env", target: "HOME" }]],
    [{ ...net, target: "a.example.com:80" }, [{ ...net, target: "b.example.com:80" }]],
    [{ ...env, target: "A*" }, [{ ...env, target: "API_KEY" }]],
    [{ ...run, target: "*" }, [{ ...run, target: "sh" }]],
  ];
  for (const [need, others] of asked) {
    const notes = (await refusing(permissions({ sandbox: true }), resolver)(need))?.notes ?? [];
    const rule = missingRule(notes);
    assert.ok(rule, need.target);
    const refuse = refusing(permissions({ sandbox: true, allow: [rule] }), resolver);
    assert.equal(await refuse(need), undefined, `${rule} allows ${need.target}`);
    for (const other of others) assert.ok(await refuse(other), `${rule} does not allow ${other.target}`);
  }
});

test("a stream of a file needs to read and write it", () => {
  const needs = (type: string) =>
    needsOf({ kind: "stream-create", type }, () => undefined).map(({ permission, target }) => [
      permission,
      target,
    ]);
  assert.deepEqual(needs("memory"), []);
  assert.deepEqual(needs("file:a:b"), [
    ["read", "a:b"],
    ["write", "a:b"],
  ]);
});

test("a rule among many is found without looking at each", async () => {
  const MANY = 3_000;
  const names = Array.from({ length: MANY }, (_, i) => `n${i}`);
  const asked = { file: 0, program: 0, hostName: 0 };
  const resolver: Resolver = {
    file: async (name) => {
      asked.file++;
      return { real: `/here/${name}`, written: `/here/${name}` };
    },
    endpoint: () => undefined,
    hostName: (name) => {
      asked.hostName++;
      return name;
    },
    program: async (command) => {
      asked.program++;
      return { path: `/bin/${command}`, real: `/bin/${command}` };
    },
  };
  const list = (permission: string): string => `${permission}=${names.join(",")}`;
  const flags = permissions({ allow: [list("read"), list("net")], deny: [list("run")] });
  const refuse = refusing(flags, resolver);
  const read = { permission: "read", path: "file" } as const;
  for (let i = 0; i < 100; i++) {
    assert.equal(await refuse({ ...read, target: `n${MANY - 1}/a/b` }), undefined);
    assert.ok(await refuse({ ...read, target: "elsewhere" }));
    assert.equal(await refuse({ permission: "net", target: `n${MANY - 1}:80` }), undefined);
    assert.ok(await refuse({ permission: "run", target: "n7" }));
    assert.equal(await refuse({ permission: "run", target: "n" }), undefined);
  }
  // Each rule once, and each request.
  assert.deepEqual(asked, { file: MANY + 200, program: MANY + 200, hostName: MANY + 100 });
});

test("of rules that match the first is named, and a list of rules has a bound", async () => {
  const refuse = refusing(permissions({ deny: ["env=A*,AB,ab", "env=B,*"] }), nodeResolver("/"));
  const named = async (target: string) => (await refuse({ permission: "env", target }))?.notes[0];
  assert.match(JSON.stringify(await named("AB")), /env=A\*/);
  assert.match(JSON.stringify(await named("B")), /env=B/);
  assert.match(JSON.stringify(await named("C")), /env=\*/);
  const names = Array.from({ length: 10_001 }, (_, i) => `n${i}`).join(",");
  assert.throws(
    () => permissions({ deny: ["run", `read=${names}`] }),
    ({ message }: Error) => /^--deny read=n0,n1,.{100,200}…: more than 10000 rules$/.test(message),
  );
});
