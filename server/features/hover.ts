/** Hover. */
import type { HoverParams } from "vscode-languageserver";
import { hover } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toHover, toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";

export const HOVER: Feature = {
  capabilities: { hoverProvider: true },
  parameters: { "textDocument/hover": PLACE },
  register({ connection, answer, modules, session }) {
    connection.onHover(
      answer(
        "hover",
        across(modules, (snapshot, { position }: HoverParams, resolve) => {
          const found = hover(snapshot, toOffset(snapshot, position), resolve);
          return found === undefined ? null : toHover(snapshot, found, session.docs);
        }),
      ),
    );
  },
};
