/** The JSON Schema of an access file, made from the schema that checks it. */
import { z } from "zod";
import { accessFileSchema } from "./schema";

/** Fields with a default may be left out, as in the file itself. References between entries are not in it. */
export function accessJsonSchema(): Record<string, unknown> {
  return { title: "Access file", ...z.toJSONSchema(accessFileSchema, { io: "input", target: "draft-2020-12" }) };
}
