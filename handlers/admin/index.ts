/** The admin service's Lambda function. */
import { readRequirements } from "okta-api-access/guard";
import {
  createAudit,
  createHandler,
  createSend,
  createTable,
  oktaApiOf,
  readOktaSettings,
  required,
  VARIABLES,
} from "okta-api-access/service";
import { approverOf } from "./approver";
import { handleAdmin } from "./handleAdmin";
import { readReach } from "./reach";

const environment = process.env;
const requirements = readRequirements(environment[VARIABLES.requirements] ?? "");
const settings = readOktaSettings(environment);
const send = createSend();

const backend = {
  okta: oktaApiOf(settings, send, environment, Date.now),
  table: createTable(
    required(environment, VARIABLES.table),
    required(environment, "AWS_REGION"),
    environment,
    Date.now,
  ),
  approver: approverOf(settings, send, environment, Date.now),
  reach: readReach(required(environment, VARIABLES.reach)),
  now: Date.now,
};

const audit = createAudit("admin");

export const handler = createHandler((event) => handleAdmin(event, { requirements, backend, audit }));
