/** The admin service's Lambda function. */
import { readRequirements } from "../authorizer/settings";
import { createHandler } from "../http/createHandler";
import { oktaApiOf, readOktaSettings, required } from "../okta/identities";
import { createSend } from "../okta/send";
import { createTable } from "../store/table";
import { writeLine } from "../writeLine";
import { approverOf } from "./approver";
import { handleAdmin } from "./handleAdmin";

const environment = process.env;
const requirements = readRequirements(environment["REQUIREMENTS"] ?? "");
const settings = readOktaSettings(environment);
const send = createSend();

const backend = {
  okta: oktaApiOf(settings, send, environment, Date.now),
  table: createTable(required(environment, "TABLE"), required(environment, "AWS_REGION"), environment, Date.now),
  approver: approverOf(settings, send, environment, Date.now),
  now: Date.now,
};

export const handler = createHandler((event) => handleAdmin(event, { requirements, backend, log: writeLine }));
