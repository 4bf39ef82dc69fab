/** The form that a REPL is sent from a place of a Lisp text. */
import type { Position } from "vscode-languageserver";
import { topLevelForm } from "../../vm-core/index.ts";
import { toOffset, toRange } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { PLACE } from "../parameters.ts";
import { type DocumentParams, TOP_LEVEL_FORM } from "../protocol.ts";

export const FORM_TO_SEND: Feature = {
  capabilities: {},
  parameters: { [TOP_LEVEL_FORM.method]: PLACE },
  register(rim) {
    onCustomRequest(
      rim,
      TOP_LEVEL_FORM,
      rim.answer("top-level form", (snapshot, { position }: DocumentParams & { position: Position }) => {
        const form = topLevelForm(snapshot, toOffset(snapshot, position));
        return form === undefined ? null : toRange(snapshot, form);
      }),
    );
  },
};
