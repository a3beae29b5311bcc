/** The registration service's Lambda function. */
import { createHandler } from "../http/createHandler";
import { handleRegistration } from "./handleRegistration";

export const handler = createHandler((event) =>
  handleRegistration(event, { log: (line) => void process.stdout.write(`${line}\n`) }),
);
