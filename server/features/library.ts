/** The texts of the library: the client shows them as read-only documents. */
import { libraryText } from "../../vm-core/index.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { LIBRARY_TEXT } from "../protocol.ts";

export const LIBRARY: Feature = {
  capabilities: {},
  parameters: { [LIBRARY_TEXT.method]: { uri: "string" } },
  register(rim) {
    onCustomRequest(rim, LIBRARY_TEXT, ({ uri }: { readonly uri: string }) => libraryText(uri) ?? null);
  },
};
