/** The `ttvm` command of a process: its words, its streams and its exit code. */
import { runCommand } from "./command.ts";
import { PROCESS } from "./command-context.ts";
import { quietWhenUnread } from "./complain.ts";

runCommand(process.argv.slice(2), PROCESS).catch(quietWhenUnread);
