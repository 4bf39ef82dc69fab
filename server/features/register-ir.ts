/** The register IR of a document, linked to it. */
import { registerIr } from "../../vm-core/index.ts";
import { toLinkedText } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { REGISTER_IR } from "../protocol.ts";

export const REGISTER_IR_VIEW: Feature = {
  capabilities: {},
  register(rim) {
    onCustomRequest(
      rim,
      REGISTER_IR,
      rim.answer("register IR", "document", (snapshot) => {
        const view = registerIr(snapshot);
        return view === undefined ? null : toLinkedText(snapshot, view);
      }),
    );
  },
};
