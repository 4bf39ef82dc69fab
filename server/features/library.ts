/** The texts of the library: the client shows them as read-only documents. */
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { libraryText } from "../../vm-core/index.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { LIBRARY_TEXT } from "../protocol.ts";
import { property } from "../settings.ts";

export const LIBRARY: Feature = {
  capabilities: {},
  register(rim) {
    onCustomRequest(rim, LIBRARY_TEXT, (params: unknown) => {
      const uri = property(params, "uri");
      if (typeof uri !== "string") return new ResponseError(ErrorCodes.InvalidParams, "library text: no uri");
      return libraryText(uri) ?? null;
    });
  },
};
