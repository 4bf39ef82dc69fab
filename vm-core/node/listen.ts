/**
 * Serves a program that speaks on its standard streams to whoever connects to a port.
 *
 * Invariant: a process for each connection, so that sessions never disturb each other; only this machine can
 * connect.
 */
import { spawn } from "node:child_process";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { complain, writeError } from "./complain.ts";

export function listen(file: string, port: number): void {
  const server = createServer((socket) => serve(file, socket));
  server.on("error", (error) => {
    complain(error.message);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    writeError(`listening on 127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
}

function serve(file: string, socket: Socket): void {
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const end = (): void => {
    child.kill();
  };
  socket.on("error", end).on("close", end);
  child.on("error", () => socket.destroy());
  child.stdin.on("error", () => {});
  socket.pipe(child.stdin);
  child.stdout.pipe(socket);
}
