/** Which modules may be loaded: those of the program's folder, and what may be read. */
import { type Permissions, refusing } from "../index.ts";
import { FileGate } from "./file-gate.ts";
import { nodeResolver } from "./host/resolver.ts";

/** The way to modules. `folder` is the program's: it is open unless it is denied. */
export function modulePermission(
  permissions: Permissions,
  folder: string,
  cwd: string = process.cwd(),
): FileGate {
  const resolver = nodeResolver(cwd);
  return new FileGate(cwd, resolver, refusing(withFolder(permissions, folder), resolver));
}

function withFolder({ rules, sandbox }: Permissions, folder: string): Permissions {
  const isRestricted =
    sandbox || rules.some(({ verdict, permission }) => verdict === "allow" && permission === "read");
  if (!isRestricted) return { rules, sandbox };
  return { rules: [...rules, { verdict: "allow", permission: "read", pattern: folder }], sandbox };
}
