/** The admin service's Lambda function. */
import { readRequirements } from "../authorizer/settings";
import { createHandler } from "../http/createHandler";
import { handleAdmin } from "./handleAdmin";

const requirements = readRequirements(process.env["REQUIREMENTS"] ?? "");

export const handler = createHandler((event) =>
  handleAdmin(event, { requirements, log: (line) => void process.stdout.write(`${line}\n`) }),
);
