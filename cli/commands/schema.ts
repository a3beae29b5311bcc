/** `access schema`: the JSON Schema of an access file, for editors and other programs. */
import { accessJsonSchema } from "../../model/file";
import { json } from "../io";
import type { Register } from "../register";

/** Adds `access schema`. */
export const schema: Register = (program, io) => {
  program
    .command("schema")
    .description("the JSON Schema of an access file")
    .addHelpText("after", "\nExample: access schema > access.schema.json")
    .option("--json", "has no effect: the schema is JSON already")
    .action(() => io.out(json(accessJsonSchema())));
};
