/** Which modules may be loaded: those of the program's folder, and what may be read. */
import { type Permissions, refusing } from "../index.ts";
import { nodeNames } from "./host/names.ts";

/** Whether a file may be loaded as a module. `folder` is the program's: it is open unless it is denied. */
export function modulePermission(
  permissions: Permissions,
  folder: string,
  cwd: string = process.cwd(),
): (file: string) => Promise<boolean> {
  const refuse = refusing(withFolder(permissions, folder), nodeNames(cwd));
  return async (file) => (await refuse({ permission: "read", target: file, isPlace: true })) === undefined;
}

function withFolder({ rules, sandbox }: Permissions, folder: string): Permissions {
  const isRestricted =
    sandbox || rules.some(({ verdict, permission }) => verdict === "allow" && permission === "read");
  if (!isRestricted) return { rules, sandbox };
  return { rules: [...rules, { verdict: "allow", permission: "read", pattern: folder }], sandbox };
}
