/** Asks a Node host directly, and runs programs on one. */
import assert from "node:assert/strict";
import {
  type Bytes,
  Fault,
  failureText,
  Handle,
  type HostRequest,
  MeasuredValue,
  type Value,
} from "../../vm-core/index.ts";
import { createMachine } from "../../vm-core/machine/index.ts";
import { type HostOptions, type NodeHost, nodeHost } from "../../vm-core/node/host/index.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { Bytes as BytesValue } from "../../vm-core/value/bytes.ts";
import { assembled, noModules } from "../machine/run-text.ts";

/** The value that a request is answered with. */
export async function ask(host: NodeHost, request: HostRequest): Promise<Value> {
  const reply = await host.perform(request);
  if (reply instanceof Fault) throw new Error(`${reply.kind}: ${reply.message}`);
  return (reply instanceof MeasuredValue ? reply.value : reply) ?? null;
}

export async function askHandle(host: NodeHost, request: HostRequest): Promise<Handle> {
  const handle = await ask(host, request);
  assert.ok(handle instanceof Handle);
  return handle;
}

/** `KIND: MESSAGE` of the fault that a request is answered with. */
export async function refusal(host: NodeHost, request: HostRequest): Promise<string> {
  const reply = await host.perform(request);
  assert.ok(reply instanceof Fault, "there must be a fault");
  return `${reply.kind}: ${reply.message}`;
}

export function isBytes(value: Value, expected: Uint8Array | readonly number[]): void {
  assert.ok(value instanceof BytesValue, `bytes are expected, not ${String(value)}`);
  assert.deepEqual([...(value as Bytes).data], [...expected]);
}

/** Runs with a host of its own that is closed afterwards. */
export async function withHost(
  work: (host: NodeHost) => Promise<void>,
  options: HostOptions = {},
): Promise<void> {
  const host = nodeHost(options);
  try {
    await work(host);
  } finally {
    host.close();
  }
}

/** What a program prints, and after it the error that ends it. */
export async function output(text: string, options: HostOptions = {}): Promise<string> {
  let written = "";
  const host = nodeHost({
    ...options,
    write: (chunks) => {
      for (const chunk of chunks) written += chunk.text;
    },
  });
  const { failure } = await drive(createMachine(assembled(text), { readModule: noModules }), host);
  host.close();
  return failure === null ? written : `${written}${failureText(failure)}`;
}
