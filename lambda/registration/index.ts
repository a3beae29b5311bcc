/** The registration service's Lambda function. */
import { createHandler } from "../http/createHandler";
import { oktaApiOf, oktaIdentity, readOktaSettings, required } from "../okta/identities";
import { createSend } from "../okta/send";
import { createTable } from "../store/table";
import { evenly } from "./evenly";
import { handleRegistration } from "./handleRegistration";
import { provesWork } from "./proofOfWork";

const environment = process.env;
const settings = readOktaSettings(environment);
const { groupIds } = oktaIdentity(settings);
if (groupIds.length !== 1) throw new Error("the role of the registration's client must be over one group");

const service = {
  okta: oktaApiOf(settings, createSend(), environment, Date.now),
  table: createTable(required(environment, "TABLE"), required(environment, "AWS_REGION"), environment, Date.now),
  groupId: groupIds[0]!,
  isHuman: provesWork(() => Math.floor(Date.now() / 1000)),
  evenly,
  now: Date.now,
  log: (line: string) => void process.stdout.write(`${line}\n`),
};

export const handler = createHandler((event) => handleRegistration(event, service));
